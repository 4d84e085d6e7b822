//! Small pictures of pictures, written anew: nothing of the original's bytes reaches a page.
//!
//! **Invariants:** a picture is measured before it is unpacked, so that a bomb stays packed; one that cannot be
//! read has no small one, and is still taken as a file.

use domain::attachment::MediaType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use std::io::{BufReader, Cursor};
use std::path::Path;

/// Longest side of a picture that is read, in pixels.
const MOST_SIDE: u32 = 12_000;
/// Most bytes that a picture may unpack to.
const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// Longest side of a small picture, in pixels: twice what pages show, for sharp screens.
const SIDE: u32 = 320;

/// A small picture of the same kind; none where the file cannot be read as a picture.
pub fn small(path: &Path, media: MediaType) -> Option<Vec<u8>> {
    let format = match media {
        MediaType::Png => ImageFormat::Png,
        MediaType::Jpeg => ImageFormat::Jpeg,
        _ => return None,
    };
    let file = BufReader::new(std::fs::File::open(path).ok()?);
    let mut reader = ImageReader::with_format(file, format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    if decoder.total_bytes() > MOST_BYTES {
        return None;
    }
    // Telephones store how they were held instead of turning the picture.
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if picture.width() > SIDE || picture.height() > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    picture.apply_orientation(orientation);
    let picture = match format {
        // JPEG knows neither transparency nor sixteen bits.
        ImageFormat::Jpeg => DynamicImage::ImageRgb8(picture.into_rgb8()),
        _ => DynamicImage::ImageRgba8(picture.into_rgba8()),
    };
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).ok()?;
    Some(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn small_of(bytes: &[u8], media: MediaType) -> Option<Vec<u8>> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(bytes).expect("written");
        small(file.path(), media)
    }

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height)
            .write_to(&mut bytes, format)
            .expect("a picture");
        bytes.into_inner()
    }

    #[test]
    fn pictures_become_small_and_keep_their_shape() {
        for (media, format) in [
            (MediaType::Png, ImageFormat::Png),
            (MediaType::Jpeg, ImageFormat::Jpeg),
        ] {
            let small = small_of(&picture(1000, 500, format), media).expect("a picture");
            let read = image::load_from_memory_with_format(&small, format).expect("readable");
            assert_eq!((read.width(), read.height()), (320, 160));
            let small = small_of(&picture(20, 10, format), media).expect("a picture");
            let read = image::load_from_memory_with_format(&small, format).expect("readable");
            assert_eq!((read.width(), read.height()), (20, 10), "never blown up");
        }
    }

    #[test]
    fn bombs_and_broken_files_have_none() {
        // A header that promises 60,000 × 60,000 points.
        let mut bomb = picture(1, 1, ImageFormat::Png);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        assert_eq!(small_of(&bomb, MediaType::Png), None);
        assert_eq!(small_of(b"\x89PNG\r\n\x1a\n<script>", MediaType::Png), None);
        assert_eq!(small_of(b"\xFF\xD8\xFF", MediaType::Jpeg), None);
        assert_eq!(small_of(b"%PDF-", MediaType::Pdf), None);
        let cut = &picture(300, 300, ImageFormat::Png)[..60];
        assert_eq!(small_of(cut, MediaType::Png), None);
    }
}
