namespace Matiz.Server;

/// <summary>What a server says of one of its models.</summary>
/// <param name="Name">What requests call it.</param>
/// <param name="Version">Sixteen hexadecimal digits of the files that decide its answers.</param>
/// <param name="IsClassifier">Whether it gives labels; every model gives embeddings.</param>
/// <param name="LoadingNotes">What loading said.</param>
/// <param name="LoadingWarnings">Those of them that deserve a warning.</param>
public sealed record MatizModelInfo(
    string Name, string Version, bool IsClassifier, IReadOnlyList<string> LoadingNotes, IReadOnlyList<string> LoadingWarnings);
