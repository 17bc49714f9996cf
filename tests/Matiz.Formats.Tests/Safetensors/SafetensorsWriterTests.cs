using System.Text;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Testing;

namespace Matiz.Formats.Tests.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    public static TheoryData<string> ReferenceFiles =>
    [
        .. Directory.EnumerateFiles(SharedFiles.Golden("tiny"), "model.safetensors", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(SharedFiles.Golden("."), path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(ReferenceFiles))]
    public void Write_TheTensorsOfAReferenceFile_GivesItsBytes(string relativePath)
    {
        string path = SharedFiles.Golden(relativePath);
        using var file = SafetensorsFile.Open(path);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, file.Tensors.Reverse().Select(tensor => TensorToWrite.From(tensor)), file.Metadata);
        Assert.Equal(File.ReadAllBytes(path), stream.ToArray());
    }

    [Fact]
    public void Write_EveryKindOfSource_IsReadBack()
    {
        string path = Path.Combine(_folder, "all.safetensors");
        float[] native = [1.5f, -2.5f, 3.5f];
        unsafe
        {
            fixed (float* pointer = native)
            {
                SafetensorsWriter.Write(path,
                [
                    TensorToWrite.From<float>("memory", [2, 2], new float[] { 1, 2, 3, 4 }),
                    TensorToWrite.From<float>("filled", [3], destination => native.CopyTo(destination)),
                    TensorToWrite.FromPointer("pointer", [3], pointer),
                    TensorToWrite.From<long>("longs", [], new long[] { -7 }),
                    TensorToWrite.From<Half>("halves", [2], new Half[] { (Half)0.5f, (Half)(-1f) }),
                    TensorToWrite.FromBytes("bytes", ArrayDType.Bool, [3], new byte[] { 1, 0, 1 }),
                    TensorToWrite.From("none", [0, 5], ReadOnlyMemory<double>.Empty),
                ], SafetensorsWriter.PyTorchFormat);
            }
        }

        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["longs", "none", "filled", "memory", "pointer", "halves", "bytes"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1f, 2f, 3f, 4f], Read(file, "memory"));
        Assert.Equal(native, Read(file, "filled"));
        Assert.Equal(native, Read(file, "pointer"));
        Assert.Equal([-7f], Read(file, "longs"));
        Assert.Equal([0.5f, -1f], Read(file, "halves"));
        Assert.Equal([1f, 0f, 1f], Read(file, "bytes"));
        Assert.Equal([2L, 2L], file["memory"].Shape);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(0, file.Tensors[0].Offset % 8);
    }

    [Fact]
    public void Write_NoTensors_IsTheEmptyFileOfTheFormat()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, []);
        Assert.Equal("08000000000000007B7D202020202020", Convert.ToHexString(stream.ToArray()));
    }

    [Fact]
    public void Write_MetadataAndNames_AreSortedAndEscaped()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(
            stream,
            [TensorToWrite.From<byte>("b\"é", [1], new byte[] { 1 }), TensorToWrite.From<byte>("a", [1], new byte[] { 2 })],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["z"] = "1", ["y"] = "2" });
        Assert.StartsWith(
            """{"__metadata__":{"y":"2","z":"1"},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"""
            + "\"b\\\"é\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}",
            Encoding.UTF8.GetString(stream.ToArray().AsSpan(8)), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WhenATensorFails_LeavesTheOldFileAndNothingElse()
    {
        string path = Path.Combine(_folder, "model.safetensors");
        SafetensorsWriter.Write(path, [TensorToWrite.From<float>("x", [1], new float[] { 1 })]);
        byte[] before = File.ReadAllBytes(path);
        Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(path,
            [TensorToWrite.From<float>("x", [1], _ => throw new InvalidOperationException("the device is gone"))]));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Write_BadTensors_AreRefused()
    {
        var one = TensorToWrite.From<float>("x", [1], new float[1]);
        var twice = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Stream.Null, [one, one]));
        Assert.StartsWith(
            "the tensor 'x' is given twice, expected once: name shared tensors once.", twice.Message, StringComparison.Ordinal);
        var misfit = Assert.Throws<ArgumentException>(() => TensorToWrite.From<float>("x", [2], new float[1]));
        Assert.StartsWith("tensor 'x' of Float32 [2] needs 8 bytes, not 4.", misfit.Message, StringComparison.Ordinal);
        var own = TensorToWrite.From<float>("__metadata__", [1], new float[1]);
        Assert.StartsWith(
            "'__metadata__' is the format's own key: give the tensor another name.",
            Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Stream.Null, [own])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TensorToWrite.From("x", [-1], ReadOnlyMemory<float>.Empty));
        Assert.Throws<ArgumentException>(() => TensorToWrite.From("x", [long.MaxValue, 2], ReadOnlyMemory<float>.Empty));
        Assert.Throws<NotSupportedException>(() => TensorToWrite.From<char>("x", [1], new char[1]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static float[] Read(SafetensorsFile file, string name)
    {
        var values = new float[file[name].ElementCount];
        file.ReadFloats(name, values);
        return values;
    }
}
