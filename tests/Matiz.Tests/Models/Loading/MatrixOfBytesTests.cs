using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Tests.Models.Loading;

public sealed class MatrixOfBytesTests
{
    [Fact]
    public void New_ZerosExtremesAndHalves_AreRoundedToEven()
    {
        using var parameter = new Parameter(Device.Default, "x", [3, 4]);
        parameter.CopyFrom([0, -0f, 0, 0, 127, -127, 0.5f, 1.5f, -254, 1, 3, -1]);
        var matrix = new MatrixOfBytes(parameter);
        Assert.Equal([0, 0, 0, 0, 127, -127, 0, 2, -127, 0, 2, 0], matrix.Values);
        Assert.Equal([0f, 1f, 2f], matrix.Scales);
    }

    [Fact]
    public void New_OfIntegersThatWereRead_KeepsThem()
    {
        using var parameter = new Parameter(Device.Default, "x", [2, 2]);
        parameter.SetQuantized([3, -5, 0, 1], [0.1f, 7]);
        var matrix = new MatrixOfBytes(parameter);
        Assert.Equal([3, -5, 0, 1], matrix.Values);
        Assert.Equal([0.1f, 7f], matrix.Scales);
    }
}
