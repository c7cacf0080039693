//! Digests of texts, by the names that the language gives the algorithms.

use std::fmt::Write as _;

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// The names of the algorithms, written exactly so.
pub const ALGORITHMS: [&str; 5] = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];

/// The digest of the UTF-8 bytes, in lower-case hexadecimal. None for an algorithm
/// that is not among [`ALGORITHMS`].
pub fn hash(text: &str, algorithm: &str) -> Option<String> {
    let text = text.as_bytes();
    Some(match algorithm {
        "MD5" => hexadecimal(&Md5::digest(text)),
        "SHA-1" => hexadecimal(&Sha1::digest(text)),
        "SHA-256" => hexadecimal(&Sha256::digest(text)),
        "SHA-384" => hexadecimal(&Sha384::digest(text)),
        "SHA-512" => hexadecimal(&Sha512::digest(text)),
        _ => return None,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_the_bytes() {
        let table = [
            ("", "MD5", "d41d8cd98f00b204e9800998ecf8427e"),
            ("input", "SHA-1", "140f86aae51ab9e1cda9b4254fe98a74eb54c1a1"),
            ("é", "SHA-256", "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"),
        ];
        for (text, algorithm, expected) in table {
            assert_eq!(hash(text, algorithm).as_deref(), Some(expected), "{algorithm}");
        }
        assert_eq!(hash("a", "SHA-384").unwrap().len(), 96);
        assert_eq!(hash("a", "SHA-512").unwrap().len(), 128);
        assert_eq!(hash("a", "sha-1"), None);
    }
}
