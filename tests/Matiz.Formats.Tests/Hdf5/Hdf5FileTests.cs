using Matiz.Formats.Hdf5;
using Matiz.Testing;

namespace Matiz.Formats.Tests.Hdf5;

public class Hdf5FileTests
{
    private static readonly float[] Grid = [.. Enumerable.Range(0, 35).Select(i => i / 4f)];

    private static string Filters => SharedFiles.Golden("hdf5/filters.h5");

    private static string Newest => SharedFiles.Golden("hdf5/newest.h5");

    [Theory]
    [InlineData("all")]         // chunks that hang over the edge, deflate, shuffle, checksum
    [InlineData("gzip")]
    [InlineData("plain")]
    [InlineData("half")]
    public void Dataset_EveryLayoutAndFilter_HasTheNumbers(string name)
    {
        using var file = Hdf5File.Open(Filters);
        var dataset = file.Root.Dataset(name)!;
        Assert.Equal([7L, 5L], dataset.Shape);
        Assert.Equal(Grid, Floats(dataset));
    }

    [Fact]
    public void Dataset_OtherShapesAndTypes_AreRead()
    {
        using var file = Hdf5File.Open(Filters);
        Assert.Equal([-3f, -2, -1, 0, 1, 2], Floats(file.Root.Dataset("integers")!));
        Assert.Equal([2.5f], Floats(file.Root.Dataset("one")!));
        Assert.Empty(file.Root.Dataset("one")!.Shape);
        Assert.Empty(Floats(file.Root.Dataset("empty")!));
        Assert.Equal([0f, 1, 2, 3, 4, 5, 6], Floats(file.Root.Dataset("odd")!));
        Assert.Equal([1f, 2, 3], Floats(file.Root.Dataset("compact")!));
        Assert.Null(file.Root.Dataset("absent"));
        Assert.Null(file.Root.Dataset("one/below"));
        Assert.Null(file.Root.Group("one"));
    }

    [Theory]
    [InlineData("never", "the dataset 'never' was never written, expected 16 bytes of numbers. Save the model again.")]
    [InlineData("part", "the dataset 'part' has 1 chunks, expected 2: a part of it was never written. Save the model again.")]
    [InlineData("big", "the dataset 'big' holds a float of 4 bytes, expected little-endian numbers. Save it as float32.")]
    [InlineData("lzf", "the dataset 'lzf' is stored through the filter 32000, expected deflate (1), shuffle (2) or fletcher32 (3). "
        + "Save the file again without compression.")]
    [InlineData("soft", "'soft' is a link to another place or file, expected the object itself. Save the file again with h5py.")]
    public void Dataset_WhatIsNotRead_IsRefusedByName(string name, string message)
    {
        using var file = Hdf5File.Open("x.h5", File.ReadAllBytes(Filters));
        Assert.Equal("x.h5: " + message, Assert.Throws<Hdf5Exception>(() => Floats(file.Root.Dataset(name)!)).Message);
    }

    [Fact]
    public void Texts_FixedAndOfAnyLength_AreRead()
    {
        using var file = Hdf5File.Open(Filters);
        Assert.Equal(["bert", "classifier"], file.Root.Texts("fixed")!);
        Assert.Equal(["bert", "", "clasificación"], file.Root.Texts("texts")!);
        Assert.Empty(file.Root.Texts("none")!);
        Assert.Null(file.Root.Texts("absent"));
        Assert.Equal(
            $"{Filters}: the attribute 'number' of the root group is an integer of 8 bytes, expected texts. "
            + "Is this a file of weights that Keras saved?",
            Assert.Throws<Hdf5Exception>(() => file.Root.Texts("number")).Message);
    }

    [Fact]
    public void Open_NewestForm_ReadsLinksAndHeaders_RefusesDenseStorage()
    {
        using var file = Hdf5File.Open("x.h5", File.ReadAllBytes(Newest));
        Assert.Equal(["bert"], file.Root.Texts("layer_names")!);
        Assert.Equal([0f, 1, 2, 3, 4, 5], Floats(file.Root.Dataset("bert/encoder/kernel:0")!));
        Assert.Equal(
            "x.h5: the members of the group 'many' lie in dense storage, expected links in its header or a tree. "
            + "Save the file again with libver='earliest' (h5py).",
            Assert.Throws<Hdf5Exception>(() => file.Root.Dataset("many/w1")).Message);
        Assert.StartsWith(
            "x.h5: the attributes of the group 'bert' lie in dense storage",
            Assert.Throws<Hdf5Exception>(() => file.Root.Group("bert")!.Texts("weight_names")).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "x.h5: the dataset 'chunks' has the layout 4.2, expected one piece",
            Assert.Throws<Hdf5Exception>(() => file.Root.Dataset("chunks")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Keras_FindsEveryWeightThatItNames()
    {
        using var file = Hdf5File.Open(SharedFiles.Golden("formats/checkpoints/keras-distilbert/tf_model.h5"));
        string[] layers = file.Root.Texts("layer_names")!;
        Assert.Equal(["distilbert", "pre_classifier", "classifier", "dropout_15"], layers);
        Assert.Equal([36, 2, 2, 0], layers.Select(layer => file.Root.Group(layer)!.Texts("weight_names")!.Length));
        foreach (string layer in layers)
        {
            var group = file.Root.Group(layer)!;
            Assert.All(group.Texts("weight_names")!, name => Assert.NotEmpty(Floats(group.Dataset(name)!)));
        }
    }

    [Theory]
    [InlineData("", "the file has no signature of HDF5 (0x89 HDF). Weights of Keras (.h5) were expected. Is this the right file?")]
    [InlineData("PK and more bytes", "the file has no signature of HDF5 (0x89 HDF).")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "this is a Git LFS pointer")]
    public void Open_NoHdf5_SaysSo(string text, string message) =>
        Assert.StartsWith(
            "x.h5: " + message,
            Assert.Throws<Hdf5Exception>(() => Hdf5File.Open("x.h5", System.Text.Encoding.UTF8.GetBytes(text))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Open_CutFile_SaysWhereItShouldEnd() => Assert.Equal(
        "x.h5: the superblock says that the file ends at byte 26872, but it has 20000. "
        + "The file is damaged or was not copied whole: fetch it again.",
        Assert.Throws<Hdf5Exception>(() => Hdf5File.Open("x.h5", File.ReadAllBytes(Filters).AsMemory(0, 20_000))).Message);

    [Theory]
    [InlineData("hdf5/filters.h5")]
    [InlineData("hdf5/newest.h5")]
    [InlineData("formats/checkpoints/keras-distilbert/tf_model.h5")]
    public void Open_DamagedFile_ReadsOrSaysHdf5Exception(string golden)
    {
        byte[] whole = File.ReadAllBytes(SharedFiles.Golden(golden));
        DamagedReading.Check<Hdf5Exception>(whole, "x.h5: ", bytes =>
        {
            using var file = Hdf5File.Open("x.h5", bytes);
            ReadAll(file.Root, depth: 0);
        });
    }

    private static void ReadAll(Hdf5Group group, int depth)
    {
        foreach (string attribute in (string[])["layer_names", "weight_names", "fixed", "texts", "none"]) Try(() => group.Texts(attribute));
        foreach (string name in group.Names)
        {
            if (depth < 8) Try(() => ReadMember(group, name, depth));
        }
    }

    private static void ReadMember(Hdf5Group group, string name, int depth)
    {
        if (group.Dataset(name) is { } dataset) dataset.Read();
        else if (group.Group(name) is { } inner) ReadAll(inner, depth + 1);
    }

    // One broken part must not hide the others from the test.
    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (Hdf5Exception exception)
        {
            Assert.StartsWith("x.h5: ", exception.Message, StringComparison.Ordinal);
        }
    }

    private static float[] Floats(Hdf5Dataset dataset)
    {
        var bytes = dataset.Read();
        float[] values = new float[bytes.Length * 8 / dataset.DType.Bits()];
        FloatConversion.ToFloats(dataset.DType, bytes, values);
        return values;
    }
}
