-- SQLite compares text byte by byte already.
SELECT 1;
