//! The mocked objects of S3, by bucket and key.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::rc::Rc;

use md5::{Digest, Md5};

/// Objects by bucket and key. A copy is cheap, and stays as it is when the original changes.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    buckets: Rc<BTreeMap<Rc<str>, Bucket>>,
}

type Bucket = BTreeMap<Rc<str>, S3Object>;

/// An object. A copy is cheap.
#[derive(Clone, Debug)]
pub struct S3Object {
    /// What is in it.
    pub bytes: Rc<[u8]>,
    /// When it was written: seconds since 1970-01-01T00:00:00Z.
    pub last_modified_seconds: f64,
    /// Its entity tag; none: the one that S3 would give it.
    pub etag: Option<Rc<str>>,
    /// Such as `STANDARD`.
    pub storage_class: Rc<str>,
}

impl S3Object {
    /// An object of class `STANDARD`, written at the beginning of time.
    pub fn new(bytes: impl Into<Rc<[u8]>>) -> Self {
        Self {
            bytes: bytes.into(),
            last_modified_seconds: 0.0,
            etag: None,
            storage_class: "STANDARD".into(),
        }
    }

    /// Its entity tag in the quotes that belong to it: where none is given, the MD5 of the bytes,
    /// as for any object that was uploaded in one part.
    pub fn quoted_etag(&self) -> String {
        match &self.etag {
            Some(etag) => format!("\"{}\"", etag.trim_matches('"')),
            None => {
                format!("\"{:032x}\"", u128::from_be_bytes(Md5::digest(&self.bytes).into()))
            }
        }
    }
}

impl Objects {
    /// Puts an object in its place.
    pub fn insert(&mut self, bucket: &str, key: &str, object: S3Object) {
        let buckets = Rc::make_mut(&mut self.buckets);
        buckets.entry(bucket.into()).or_default().insert(key.into(), object);
    }

    /// The object of that key.
    pub fn get(&self, bucket: &str, key: &str) -> Option<&S3Object> {
        self.buckets.get(bucket)?.get(key)
    }

    /// The objects whose keys begin so, in the order of the bytes of their keys, as S3 lists them.
    pub fn list<'o>(
        &'o self,
        bucket: &str,
        prefix: &str,
    ) -> impl Iterator<Item = (&'o Rc<str>, &'o S3Object)> {
        let bounds = (Bound::Included(prefix), Bound::Unbounded);
        let keys = self.buckets.get(bucket).map(|keys| keys.range::<str, _>(bounds));
        keys.into_iter().flatten().take_while(move |(key, _)| key.starts_with(prefix))
    }

    /// The object that follows a key in a listing.
    pub(super) fn next_after(
        &self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
    ) -> Option<(&Rc<str>, &S3Object)> {
        let start = after.map_or(Bound::Included(prefix), Bound::Excluded);
        let mut keys = self.buckets.get(bucket)?.range::<str, _>((start, Bound::Unbounded));
        keys.next().filter(|(key, _)| key.starts_with(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_in_the_order_of_bytes() {
        let mut objects = Objects::default();
        for key in ["a/é", "a/z", "a", "a/Z", "b", "a/\u{ffff}", "a/\u{10000}"] {
            objects.insert("bucket", key, S3Object::new([]));
        }
        let keys: Vec<_> = objects.list("bucket", "a/").map(|(key, _)| &**key).collect();
        assert_eq!(keys, ["a/Z", "a/z", "a/é", "a/\u{ffff}", "a/\u{10000}"]);
        assert_eq!(objects.list("nowhere", "").count(), 0);
    }

    #[test]
    fn a_tag_has_its_quotes() {
        let tag = S3Object::new([]).quoted_etag();
        assert_eq!(tag, "\"d41d8cd98f00b204e9800998ecf8427e\"");
        for etag in ["abc", "\"abc\""] {
            let object = S3Object { etag: Some(etag.into()), ..S3Object::new([]) };
            assert_eq!(object.quoted_etag(), "\"abc\"");
        }
    }

    #[test]
    fn a_copy_does_not_change() {
        let mut objects = Objects::default();
        let copy = objects.clone();
        objects.insert("bucket", "key", S3Object::new(*b"text"));
        assert!(copy.get("bucket", "key").is_none());
        assert_eq!(objects.get("bucket", "key").unwrap().bytes[..], *b"text");
    }
}
