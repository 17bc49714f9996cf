using Matiz.Formats.Zip;

namespace Matiz.Formats.Pickle;

/// <summary>The form of PyTorch since 1.6: a zip archive of a pickle and a file a storage.</summary>
internal static class PyTorchZip
{
    private const string Pickle = "/data.pkl";

    public static PyTorchContainer Read(string path, MappedBytes bytes)
    {
        var zip = StoredZip.Read(path, bytes);
        string[] pickles = [.. zip.Names.Where(name => name.IndexOf('/', StringComparison.Ordinal) == name.Length - Pickle.Length
            && name.EndsWith(Pickle, StringComparison.Ordinal))];
        if (pickles is not [var pickle])
        {
            string kind = zip.Names.Any(name => name.EndsWith(".npy", StringComparison.Ordinal)) ? "NumPy's .npz"
                : zip.Names.Contains("config.json") && zip.Names.Contains("metadata.json") ? "Keras's .keras"
                : $"one of {zip.Names.Count} entries ({string.Join(", ", zip.Names.Take(3))})";
            throw new PickleException(
                path, $"this zip archive is {kind}, expected one of torch.save with data.pkl. Save model.state_dict() with torch.save.");
        }

        string root = pickle[..^(Pickle.Length - 1)];
        if (zip.Names.Any(name => IsScript(name, root)))
        {
            throw new PickleException(
                path,
                "this is TorchScript, a program with its weights. A state dictionary was expected. Take the model that it was made of, or "
                + "save torch.jit.load(F).state_dict() with torch.save.");
        }

        var (start, length) = zip.Find(pickle)!.Value;
        object? value = Unpickler.Load(new PickleReader(path, bytes, start, length));
        return new PyTorchContainer(value, IsBigEndian(path, bytes, zip, root), storage => zip.Find($"{root}data/{storage.Key}"));
    }

    private static bool IsScript(string name, string root) =>
        name.StartsWith(root, StringComparison.Ordinal)
        && (string.Equals(name[root.Length..], "constants.pkl", StringComparison.Ordinal)
            || name.AsSpan(root.Length).StartsWith("code/", StringComparison.Ordinal));

    private static bool IsBigEndian(string path, MappedBytes bytes, StoredZip zip, string root)
    {
        if (zip.Find(root + "byteorder") is not var (start, length)) return false;
        var word = bytes.Span(start, (int)Math.Min(length, 16)).Trim(" \r\n"u8);
        if (word.SequenceEqual("big"u8)) return true;
        return word.SequenceEqual("little"u8) ? false : throw new PickleException(
            path, "the entry 'byteorder' is neither 'little' nor 'big'. The file is damaged: fetch it again.");
    }
}
