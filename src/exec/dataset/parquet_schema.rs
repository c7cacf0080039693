//! How deep the schema of a Parquet file is, told before the library reads it: this one recurses
//! without a limit, and an end of the stack ends the process.

/// The levels of the schema; none where the end of the file is not that of a Parquet file.
pub(super) fn depth(file: &[u8]) -> Option<usize> {
    let file = file.strip_suffix(b"PAR1")?;
    let (file, length) = file.split_last_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let start = file.len().checked_sub(length)?;
    Thrift { rest: &file[start..] }.metadata_depth()
}

/// A text in the compact protocol of Thrift, in which the metadata of Parquet are written.
struct Thrift<'b> {
    rest: &'b [u8],
}

/// A field of a struct: its number and the type of its value.
struct Field {
    id: i64,
    kind: u8,
}

/// What is being skipped.
enum Open {
    Struct,
    Items { kinds: [u8; 2], left: u64 },
}

// The types of values that are told apart here; the others are only skipped, by their lengths.
const END: u8 = 0;
const INTEGER: u8 = 5;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// The numbers of fields in the definition of the format.
const METADATA_SCHEMA: i64 = 2;
const ELEMENT_CHILDREN: i64 = 5;

impl Thrift<'_> {
    /// Of `FileMetaData`.
    fn metadata_depth(&mut self) -> Option<usize> {
        let (mut id, mut depth) = (0, 0);
        loop {
            let field = self.field(id)?;
            id = field.id;
            if field.kind == END {
                return Some(depth);
            }
            if id == METADATA_SCHEMA && field.kind == LIST {
                depth = depth.max(self.schema_depth()?);
            } else {
                self.skip(field.kind)?;
            }
        }
    }

    /// Of a list of `SchemaElement`, in which each is followed by its children.
    fn schema_depth(&mut self) -> Option<usize> {
        let (kind, length) = self.list()?;
        let mut depth = 0;
        let mut children_left: Vec<u64> = Vec::new();
        for _ in 0..length {
            while children_left.pop_if(|left| *left == 0).is_some() {}
            if let Some(left) = children_left.last_mut() {
                *left -= 1;
            }
            children_left.push(if kind == STRUCT { self.children()? } else { return None });
            depth = depth.max(children_left.len());
        }
        Some(depth)
    }

    /// How many children a `SchemaElement` has.
    fn children(&mut self) -> Option<u64> {
        let (mut id, mut children) = (0, 0);
        loop {
            let field = self.field(id)?;
            id = field.id;
            if field.kind == END {
                return Some(children);
            }
            if id == ELEMENT_CHILDREN && field.kind == INTEGER {
                children = u64::try_from(self.signed()?).unwrap_or_default();
            } else {
                self.skip(field.kind)?;
            }
        }
    }

    /// The next field of a struct, or [`END`].
    fn field(&mut self, previous: i64) -> Option<Field> {
        let header = self.byte()?;
        let (kind, step) = (header & 15, i64::from(header >> 4));
        let has_id = kind != END && step == 0;
        let id = if has_id { self.signed()? } else { previous.wrapping_add(step) };
        Some(Field { id, kind })
    }

    /// The type and the number of the items of a list.
    fn list(&mut self) -> Option<(u8, u64)> {
        let header = self.byte()?;
        let length = if header >> 4 == 15 { self.unsigned()? } else { u64::from(header >> 4) };
        Some((header & 15, length))
    }

    fn skip(&mut self, kind: u8) -> Option<()> {
        let mut open = Vec::new();
        self.skip_field(kind, &mut open)?;
        while let Some(last) = open.last_mut() {
            match last {
                Open::Items { left: 0, .. } => {
                    open.pop();
                }
                Open::Items { kinds, left } => {
                    *left -= 1;
                    kinds.reverse();
                    match kinds[1] {
                        // In a list a boolean is a byte, in a field it is the type.
                        1 | 2 => self.byte().map(|_| ())?,
                        kind => self.skip_field(kind, &mut open)?,
                    }
                }
                Open::Struct => match self.field(0)?.kind {
                    END => drop(open.pop()),
                    kind => self.skip_field(kind, &mut open)?,
                },
            }
        }
        Some(())
    }

    /// Skips a value, or opens the one that has others inside.
    fn skip_field(&mut self, kind: u8, open: &mut Vec<Open>) -> Option<()> {
        match kind {
            1 | 2 => {}
            3 => drop(self.byte()?),
            4..=6 => drop(self.unsigned()?),
            7 => self.take(8)?,
            8 => {
                let length = self.unsigned()?;
                self.take(length)?;
            }
            LIST | 10 => {
                let (kind, left) = self.list()?;
                open.push(Open::Items { kinds: [kind; 2], left });
            }
            11 => {
                let length = self.unsigned()?;
                let kinds = if length == 0 { 0 } else { self.byte()? };
                let kinds = [kinds >> 4, kinds & 15];
                open.push(Open::Items { kinds, left: length.checked_mul(2)? });
            }
            STRUCT => open.push(Open::Struct),
            _ => return None,
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn take(&mut self, length: u64) -> Option<()> {
        self.rest = self.rest.get(usize::try_from(length).ok()?..)?;
        Some(())
    }

    fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    /// A number whose lowest bit is its sign.
    fn signed(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
}
