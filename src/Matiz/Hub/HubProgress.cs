namespace Matiz.Hub;

/// <summary>How far a download of several files is.</summary>
/// <param name="Path">The file that something has just come of.</param>
/// <param name="FileBytes">Bytes of it that are there.</param>
/// <param name="FileSize">Bytes that it has; null where nobody says.</param>
/// <param name="FilesDone">Files that are whole.</param>
/// <param name="FileCount">Files in all.</param>
/// <param name="Bytes">Bytes of all files that are there.</param>
/// <param name="TotalBytes">Bytes of all files; null where nobody says.</param>
public readonly record struct HubProgress(
    string Path, long FileBytes, long? FileSize, int FilesDone, int FileCount, long Bytes, long? TotalBytes);
