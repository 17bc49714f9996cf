using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Tests;
using Matiz.Training;

namespace Matiz.Tests.Training;

/// <summary>Models and trainer on a device that they do not know.</summary>
public sealed class AnyDeviceTests
{
    [Theory]
    [InlineData("distilbert")]
    [InlineData("bert")]
    public void Train_OnAMadeUpDevice_GivesTheBitsOfItsKernels(string architecture)
    {
        using var folder = new TemporaryFolder();
        string checkpoint = TinyRuns.WithDropout(folder, 0.1, architecture);
        using var plain = new CpuDevice(KernelVariant.Reference, threads: 1);
        using var madeUp = new MadeUpDevice();

        Assert.Equal(TinyRuns.HashOfWeights(Trained(checkpoint, plain)), TinyRuns.HashOfWeights(Trained(checkpoint, madeUp)));
    }

    [Fact]
    public void Settings_OfAMadeUpDevice_NameIt()
    {
        using var device = new MadeUpDevice();
        var settings = RunSettings.Empty.WithMachine(device);

        Assert.Equal(
            ["\"made-up\"", "\"fp32\"", "\"fp32\"", "\"made-up-1\"", "1"],
            ((string[])["device", "precision", "computed", "kernel_variant", "threads"]).Select(key => settings[key]!.ToJsonString()));
    }

    private static SequenceClassificationModel Trained(string checkpoint, Device device)
    {
        var model = TinyRuns.Model(checkpoint, device);
        new Trainer(model, TinyRuns.Arguments with { MaxSteps = 2 }, TinyRuns.Rows(12), TinyRuns.Rows(6, "validation")).Train();
        return model;
    }
}
