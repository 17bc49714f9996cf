using Matiz.Files;

namespace Matiz.Tests.Files;

public sealed class FolderCopyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-copy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Copy_KeepsWhatWasThere_WhateverBecomesOfTheFolder()
    {
        var file = Write("model.safetensors", [1, 2, 3, 4]);
        var empty = Write("empty.json", []);
        using var copy = FolderCopy.Read(_folder, [file, empty]);
        File.WriteAllBytes(file.Path, [9]);
        Assert.Equal([1, 2, 3, 4], Bytes(copy, "model.safetensors"));
        Assert.Equal([], Bytes(copy, "empty.json"));
        Assert.Equal(["empty.json", "model.safetensors"], copy.Files.List());
        Assert.Equal(_folder, copy.Files.Path);
        Assert.Null(copy.Files.LocalPath);
    }

    [Fact]
    public void FileInAFolder_IsFoundThere()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        var file = Write("1_Pooling/config.json", [5]);
        using var copy = FolderCopy.Read(_folder, [file]);
        Assert.Equal(["config.json"], copy.Files.In("1_Pooling").List());
    }

    [Fact]
    public void MissingFile_IsAnError() =>
        Assert.Throws<FileNotFoundException>(() => FolderCopy.Read(_folder, [new ModelFilePath("a", Path.Combine(_folder, "a"))]));

    private static byte[] Bytes(FolderCopy copy, string name)
    {
        using var stream = copy.Files.Open(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private ModelFilePath Write(string name, byte[] bytes)
    {
        var file = new ModelFilePath(name, Path.Combine(_folder, name));
        File.WriteAllBytes(file.Path, bytes);
        return file;
    }
}
