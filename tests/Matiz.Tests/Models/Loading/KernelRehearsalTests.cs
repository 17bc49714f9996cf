using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Tests.Models.Loading;

public sealed class KernelRehearsalTests
{
    public static TheoryData<string, string> Devices =>
    [
        .. from variant in KernelVariants.Available
           from precision in Precision.All
           select (KernelVariants.NameOf(variant), precision.Name),
    ];

    [Theory]
    [MemberData(nameof(Devices))]
    public void Run_ComputesWithTheKernelsOfEachDevice(string variant, string precision)
    {
        using var device = new CpuDevice(
            KernelVariants.Parse(variant), threads: 2, Precision.All.Single(known => known.Name == precision));
        Assert.Null(Record.Exception(() => KernelRehearsal.Run(device)));
    }

    [Fact]
    public void Begin_OnADeviceThatEndsAtOnce_HarmsNothing()
    {
        for (int i = 0; i < 3; i++)
        {
            using var device = Device.Open(options: new DeviceOptions { Threads = 2 });
            KernelRehearsal.Begin(device);
        }
    }
}
