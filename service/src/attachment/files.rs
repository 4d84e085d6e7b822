//! The store of files: a folder, or a bucket of an S3-compatible server.
//!
//! It is opened when it is first used; [`Files::check`] says at the start whether it can be.
//!
//! **Invariants:** an object is whole or not there; a folder's object is on the disk before its row is written;
//! nothing above this module knows where files stand.
//!
//! To add a kind of place: a variant of [`Place`], its arm in [`open`].

use crate::{Error, Result};
use futures_core::stream::BoxStream;
use object_store::path::Path as Key;
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, PutPayload, WriteMultipart,
};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tokio::io::AsyncReadExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// What is read and sent at once; S3 takes no smaller parts but the last.
const CHUNK: usize = 5 * 1024 * 1024;
/// Parts under way at once.
const PARTS: usize = 2;
/// Uploads under way at once, in one process.
const UPLOADS: usize = 32;

/// Where files stand.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket of an S3-compatible server.
#[derive(Clone, PartialEq)]
pub struct Bucket {
    pub name: String,
    /// Before every key; empty for none.
    pub prefix: String,
    /// Such as `https://s3.example.vn`; none for Amazon's own.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "s3://{}/{}", self.name, self.prefix)
    }
}

/// The content of a file as it comes.
pub type Body = BoxStream<'static, object_store::Result<bytes::Bytes>>;

/// The store of files; cheap to clone.
#[derive(Clone, Debug)]
pub struct Files(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    place: Place,
    store: OnceLock<Arc<dyn ObjectStore>>,
    uploads: Arc<Semaphore>,
    pictures: Semaphore,
}

impl Files {
    /// The store at that place; nothing is opened yet.
    pub fn new(options: &super::Options) -> Self {
        Self(Arc::new(Inner {
            place: options.place.clone(),
            store: OnceLock::new(),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            pictures: Semaphore::new(1),
        }))
    }

    fn store(&self) -> Result<Arc<dyn ObjectStore>> {
        if let Some(store) = self.0.store.get() {
            return Ok(Arc::clone(store));
        }
        let opened = open(&self.0.place).map_err(Error::internal)?;
        Ok(Arc::clone(self.0.store.get_or_init(|| opened)))
    }

    /// Opens the store, and asks it for something that is not there.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub async fn check(&self) -> Result<()> {
        // A folder is made for the first file.
        if matches!(&self.0.place, Place::Folder(folder) if !folder.exists()) {
            return Ok(());
        }
        match self.store()?.head(&Key::from("lachan-check")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// Leave for one more upload; none where too many run.
    pub(super) fn permit(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.uploads).try_acquire_owned().ok()
    }

    /// Waits for the turn to read a picture.
    pub(super) async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        self.0.pictures.acquire().await.map_err(Error::internal)
    }

    /// Puts the content of a file under a key, unless it is there already.
    pub(super) async fn put(&self, key: &str, path: &Path, size: u64) -> Result<()> {
        let (store, key) = (self.store()?, Key::from(key));
        match store.head(&key).await {
            Ok(there) if there.size == size => return Ok(()),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(Error::internal(error)),
        }
        let mut file = tokio::fs::File::open(path).await.map_err(Error::internal)?;
        let upload = store.put_multipart(&key).await.map_err(Error::internal)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, CHUNK);
        let mut chunk = vec![0; 256 * 1024];
        loop {
            let count = file.read(&mut chunk).await.map_err(Error::internal)?;
            if count == 0 {
                break;
            }
            upload
                .wait_for_capacity(PARTS)
                .await
                .map_err(Error::internal)?;
            upload.write(&chunk[..count]);
        }
        upload.finish().await.map_err(Error::internal)?;
        Ok(())
    }

    /// Puts a few bytes under a key.
    pub(super) async fn put_bytes(&self, key: &str, bytes: Vec<u8>) -> Result<()> {
        let put = self.store()?;
        put.put(&Key::from(key), PutPayload::from(bytes))
            .await
            .map_err(Error::internal)?;
        Ok(())
    }

    /// A range of the content under a key, as it comes.
    pub(super) async fn get(&self, key: &str, range: Range<u64>) -> Result<Body> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(range)),
            ..GetOptions::default()
        };
        let got = self.store()?;
        let got = got.get_opts(&Key::from(key), options).await;
        Ok(got.map_err(Error::internal)?.into_stream())
    }

    /// The whole of a small content.
    pub(super) async fn get_bytes(&self, key: &str) -> Result<Vec<u8>> {
        let got = self.store()?.get(&Key::from(key)).await;
        let bytes = got.map_err(Error::internal)?.bytes().await;
        Ok(bytes.map_err(Error::internal)?.to_vec())
    }

    /// Deletes what stands under a key, if it does.
    pub(super) async fn delete(&self, key: &str) -> Result<()> {
        match self.store()?.delete(&Key::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

/// Why the store of files cannot be opened.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error("the folder {0} for attached files cannot be made")]
    Folder(String, #[source] std::io::Error),
    #[error("the store of files cannot be opened")]
    Store(#[from] object_store::Error),
    #[cfg(not(feature = "s3"))]
    #[error("this program was built without S3 (cargo feature `s3`): attached files need a folder")]
    NoS3,
}

fn open(place: &Place) -> std::result::Result<Arc<dyn ObjectStore>, OpenError> {
    match place {
        Place::Folder(folder) => {
            let failed = |error| OpenError::Folder(folder.display().to_string(), error);
            std::fs::create_dir_all(folder).map_err(failed)?;
            let store = object_store::local::LocalFileSystem::new_with_prefix(folder)?;
            // The row that names the object may survive a power cut, so the object must, too.
            Ok(Arc::new(store.with_fsync(true)))
        }
        Place::Bucket(bucket) => open_bucket(bucket),
    }
}

#[cfg(not(feature = "s3"))]
fn open_bucket(_: &Bucket) -> std::result::Result<Arc<dyn ObjectStore>, OpenError> {
    Err(OpenError::NoS3)
}

#[cfg(feature = "s3")]
fn open_bucket(bucket: &Bucket) -> std::result::Result<Arc<dyn ObjectStore>, OpenError> {
    use object_store::aws::AmazonS3Builder;
    use object_store::prefix::PrefixStore;
    // Fails only where one is installed already, which is as good.
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        tracing::debug!("TLS has its provider already");
    }
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(&bucket.access_key)
        .with_secret_access_key(&bucket.secret_key);
    if let Some(endpoint) = &bucket.endpoint {
        // A server in the same room may speak HTTP; whoever writes `http://` means it.
        builder = builder
            .with_endpoint(endpoint)
            .with_allow_http(endpoint.starts_with("http://"));
    }
    let store = builder.build()?;
    if bucket.prefix.is_empty() {
        return Ok(Arc::new(store));
    }
    Ok(Arc::new(PrefixStore::new(store, bucket.prefix.as_str())))
}
