using Matiz.Formats.Arrays;
using Matiz.Formats.Hdf5;
using Matiz.Testing;

namespace Matiz.Formats.Tests.Hdf5;

public sealed class Hdf5WriterTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".h5");

    [Fact]
    public void Write_ThenRead_IsEqual()
    {
        WriteSample();
        using var file = Hdf5File.Open(_path);
        Assert.Equal(["bert", "classifier"], file.Root.Texts("layer_names")!);
        Assert.Equal(["tensorflow"], file.Root.Texts("backend")!);
        Assert.Equal(["a/kernel:0", "clasificación"], file.Root.Group("bert")!.Texts("weight_names")!);
        Assert.Empty(file.Root.Group("classifier")!.Texts("weight_names")!);
        var kernel = file.Root.Dataset("bert/a/kernel:0")!;
        Assert.Equal([2L, 3L], kernel.Shape);
        Assert.Equal(ArrayDType.Float32, kernel.DType);
        Assert.Equal(new byte[] { 0, 0, 0, 0, 0, 0, 0x80, 0x3F }, kernel.Read()[..8].ToArray());
        Assert.Equal(ArrayDType.Float16, file.Root.Dataset("half")!.DType);
        Assert.Equal(ArrayDType.Float64, file.Root.Dataset("double")!.DType);
        Assert.Equal([0L, 4L], file.Root.Dataset("empty")!.Shape);
        for (int i = 0; i < 700; i++) Assert.Equal(i, BitConverter.ToSingle(file.Root.Dataset($"many/w{i}")!.Read()));
    }

    [Fact]
    public void SetTexts_TooManyForAnAttribute_BecomeSeveral()
    {
        string[] names = [.. Enumerable.Range(0, 9000).Select(i => $"a/name/{i}")];
        var root = new Hdf5GroupToWrite();
        root.SetTexts("weight_names", names);
        using (var stream = File.Create(_path)) Hdf5Writer.Write(stream, root);
        using var file = Hdf5File.Open(_path);
        Assert.Null(file.Root.Texts("weight_names"));
        Assert.Equal(
            names, file.Root.Texts("weight_names0")!.Concat(file.Root.Texts("weight_names1")!).Concat(file.Root.Texts("weight_names2")!));
        Assert.Null(file.Root.Texts("weight_names3"));
    }

    [Fact]
    public void Write_ReadByTheHdf5Library_IsEqual()
    {
        Assert.SkipUnless(DebianPython.HasH5py, DebianPython.WithoutH5py);
        WriteSample();
        var (code, output) = DebianPython.Run($$"""
            import h5py, numpy as np
            f = h5py.File('{{_path}}', 'r')
            print(list(f.attrs['layer_names']), f.attrs['backend'], list(f['bert'].attrs['weight_names']))
            print(f['classifier'].attrs['weight_names'].dtype, f['classifier'].attrs['weight_names'].shape)
            print(f['bert/a/kernel:0'][()].tolist(), f['bert/a/kernel:0'].dtype, f['half'][()].tolist(), f['half'].dtype)
            print(f['double'][()].tolist(), f['double'].dtype, f['empty'].shape, f['empty'][()].size, sorted(f.keys()))
            print(len(f['many']), sum(float(f['many'][f'w{i}'][()]) == i for i in range(700)), list(f['bert'].keys()))
            """);
        Assert.Equal("""
            ['bert', 'classifier'] tensorflow ['a/kernel:0', 'clasificación']
            float64 (0,)
            [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]] float32 [1.5, -2.0] float16
            [0.1] float64 (0, 4) 0 ['bert', 'classifier', 'double', 'empty', 'half', 'many']
            700 700 ['a']
            """, output.Trim());
        Assert.Equal(0, code);
    }

    [Fact]
    public void Type_ThatKerasDoesNotRead_IsRefused() => Assert.Equal(
        "an array of BFloat16 has no type in HDF5 that Keras reads; give it as Float32.",
        Assert.Throws<NotSupportedException>(() => Hdf5MessageBytes.Type(ArrayDType.BFloat16)).Message);

    public void Dispose() => File.Delete(_path);

    private void WriteSample()
    {
        var root = new Hdf5GroupToWrite();
        root.SetText("backend", "tensorflow");
        root.SetTexts("layer_names", ["bert", "classifier"]);
        root.Group("bert").SetTexts("weight_names", ["a/kernel:0", "clasificación"]);
        root.Group("classifier").SetTexts("weight_names", []);
        root.Group("bert").Add("a/kernel:0", TensorToWrite.From<float>("x", [2, 3], new float[] { 0, 1, 2, 3, 4, 5 }));
        root.Add("half", TensorToWrite.From<Half>("x", [2], new[] { (Half)1.5, (Half)(-2) }));
        root.Add("double", TensorToWrite.From<double>("x", [1], new[] { 0.1 }));
        root.Add("empty", TensorToWrite.From<float>("x", [0, 4], Array.Empty<float>()));
        for (int i = 0; i < 700; i++) root.Add($"many/w{i}", TensorToWrite.From<float>("x", [], new float[] { i }));
        using var stream = File.Create(_path);
        Hdf5Writer.Write(stream, root);
    }
}
