//! Objects in gzip and Zstandard, known by their first bytes.

use std::io::{self, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

use crate::exec::Failure;
use crate::exec::dataset::unreadable;

/// The most bytes that a compressed object may have once it is unpacked, so that no object
/// exhausts the memory. The limit is ours; AWS has one of 10 GB for any file.
pub(super) const UNPACKED_BYTES_MAX: usize = 1 << 30;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The bytes as they were before they were compressed, if they are; the texts are guesses.
pub(super) fn unpacked(bytes: &Rc<[u8]>, bytes_max: usize) -> Result<Rc<[u8]>, Failure> {
    let mut out = Vec::new();
    let done = if bytes.starts_with(GZIP) {
        append(&mut out, MultiGzDecoder::new(&bytes[..]), bytes_max)
    } else if bytes.starts_with(ZSTD) {
        append_frames(&mut out, bytes, bytes_max)
    } else {
        return Ok(Rc::clone(bytes));
    };
    match done {
        Ok(()) if out.len() > bytes_max => {
            Err(unreadable(format!("The object has more than {bytes_max} bytes when unpacked.")))
        }
        Ok(()) => Ok(out.into()),
        Err(error) => Err(unreadable(format!("The object could not be unpacked: {error}"))),
    }
}

/// Appends what is read, and stops one byte above the limit.
fn append(out: &mut Vec<u8>, from: impl Read, bytes_max: usize) -> io::Result<()> {
    let room = bytes_max.saturating_add(1).saturating_sub(out.len());
    from.take(room as u64).read_to_end(out).map(|_| ())
}

/// Appends frame after frame, since the decoder reads one at a time.
fn append_frames(out: &mut Vec<u8>, mut packed: &[u8], bytes_max: usize) -> io::Result<()> {
    use FrameDecoderError::ReadFrameHeaderError as BadHeader;
    while !packed.is_empty() && out.len() <= bytes_max {
        match StreamingDecoder::new(&mut packed) {
            Ok(decoder) => append(out, decoder, bytes_max)?,
            Err(BadHeader(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                packed = packed.get(length as usize..).unwrap_or_default();
            }
            Err(error) => return Err(io::Error::other(error)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    #[test]
    fn compressed_objects_are_unpacked() {
        let skipped = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9];
        let table = [
            (b"text".to_vec(), "text"),
            (gzip(b"text"), "text"),
            ([gzip(b"one "), gzip(b"two")].concat(), "one two"),
            (zstd(b"text"), "text"),
            ([zstd(b"one "), skipped.to_vec(), zstd(b"two")].concat(), "one two"),
            (gzip(b""), ""),
        ];
        for (packed, expected) in table {
            assert_eq!(*unpacked(&packed.into(), 100).unwrap(), *expected.as_bytes());
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let zeros = vec![0; 1_000_000];
        for packed in [gzip(&zeros), zstd(&zeros), [zstd(&zeros), zstd(&zeros)].concat()] {
            assert!(packed.len() < 10_000);
            let failure = unpacked(&packed.into(), 999_999).unwrap_err();
            let expected = "The object has more than 999999 bytes when unpacked.";
            assert_eq!(failure.cause.as_deref(), Some(expected));
        }
        assert_eq!(unpacked(&gzip(&zeros).into(), 1_000_000).unwrap().len(), 1_000_000);
    }

    #[test]
    fn broken_compression_fails() {
        for packed in [&gzip(b"text")[..9], &zstd(b"a longer text")[..9], GZIP, ZSTD] {
            let failure = unpacked(&packed.to_vec().into(), 100).unwrap_err();
            assert_eq!(failure.name(), "States.ItemReaderFailed");
        }
    }
}
