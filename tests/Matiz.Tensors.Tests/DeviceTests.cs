using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests;

public class DeviceTests
{
    private static readonly int[] Ids = [3, 1, 4, 1, 5];
    private static readonly RaggedLayout Layout = new([0, 2, 5]);

    [Fact]
    public void Default_IsTheFirstUsableKind()
    {
        Assert.Equal(DeviceKind.All.First(kind => kind.IsUsable()).Name, Device.Default.Name);
        Assert.Same(Device.Default, Device.Default);
    }

    [Fact]
    public void Kinds_EndWithTheProcessor_WhichEveryMachineHas()
    {
        Assert.Equal(DeviceKind.All.Select(kind => kind.Name), Device.Kinds);
        Assert.Equal("cpu", Device.Kinds[^1]);
        Assert.True(DeviceKind.All[^1].IsUsable());
    }

    [Fact]
    public void Open_WithOptions_TellsThem()
    {
        using var device = Device.Open("cpu", new DeviceOptions { Threads = 3, Precision = Precision.Float32 });
        string kernels = KernelVariants.NameOf(KernelTable.For(Precision.Float32, KernelVariants.Forced).Variant);

        Assert.Equal((3, "fp32", kernels), (device.Threads, device.Precision.Name, device.KernelName));
        Assert.Equal($"3 threads, {kernels} kernels", device.Description);
    }

    [Fact]
    public void Open_AnUnknownKind_NamesTheKnown()
    {
        var exception = Assert.Throws<ArgumentException>(() => Device.Open("abacus"));
        Assert.Equal("'abacus' is no kind of device; known are cpu. (Parameter 'kind')", exception.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Device.MostThreads + 1)]
    public void Options_OfImpossibleThreads_AreRefused(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(DeviceOptions.Threads), () => new DeviceOptions { Threads = threads });

    [Fact]
    public void Open_APrecisionWithoutKernels_IsRefused()
    {
        var options = new DeviceOptions { Precision = new Precision("fp8") };
        var exception = Assert.Throws<ArgumentException>(() => Device.Open("cpu", options));
        Assert.Contains("kernels do not compute in fp8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BFloat16_WithoutAUnitForIt_IsComputedInFp32_AndSaysSo()
    {
        using var device = new CpuDevice(KernelVariant.Vector128, threads: 1, Precision.BFloat16);
        using var plain = new CpuDevice(KernelVariant.Reference, threads: 1, Precision.BFloat16);

        Assert.Equal((Precision.BFloat16, Precision.Float32), (device.Precision, device.Computed));
        Assert.Equal(
            "bf16 was asked for, but this machine has no unit that is faster at it than at fp32: everything is computed in fp32.",
            device.PrecisionNotice);
        Assert.Same(device, device.WithPrecision(Precision.BFloat16));
        Assert.Null(device.WithPrecision(Precision.Float32).PrecisionNotice);
        Assert.Equal((Precision.BFloat16, Precision.BFloat16, null), (plain.Precision, plain.Computed, plain.PrecisionNotice));
    }

    [Fact]
    public void WithPrecision_SharesThreads_AndIsOneDeviceEachTime()
    {
        using var device = new CpuDevice(KernelVariant.Reference, threads: 2);
        var single = (CpuDevice)device.WithPrecision(Precision.Float32);

        Assert.False(device.HasChosenPrecision);
        Assert.True(single.HasChosenPrecision);
        Assert.Same(device.Pool, single.Pool);
        Assert.Same(single, device.WithPrecision(Precision.Float32));
        Assert.Same(single, single.WithPrecision(Precision.Float32));
        Assert.Equal((Precision.Float32, KernelVariant.Reference), (single.Precision, single.Variant));
    }

    [Fact]
    public void WithPrecision_OfTheChosenOne_IsTheDeviceItself()
    {
        using var device = new CpuDevice(KernelVariant.Reference, threads: 1, Precision.Float32);
        Assert.True(device.HasChosenPrecision);
        Assert.Same(device, device.WithPrecision(Precision.Float32));
    }

    [Fact]
    public void Dispose_OfADeviceThatSharesThreads_LeavesThemRunning()
    {
        using var device = new CpuDevice(KernelVariant.Reference, threads: 2);
        device.WithPrecision(Precision.Float32).Dispose();
        Assert.Equal(Train(device), Train(device.WithPrecision(Precision.Float32)));
    }

    [Fact]
    public void WithPrecision_OnceDisposed_IsRefused()
    {
        var device = new CpuDevice(KernelVariant.Reference, threads: 1);
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => device.WithPrecision(Precision.Float32));
    }

    [Fact]
    public void WithPrecision_WithoutKernels_IsRefused()
    {
        using var device = new CpuDevice(KernelVariant.Reference, threads: 1);
        var exception = Assert.Throws<ArgumentException>(() => device.WithPrecision(new Precision("fp8")));
        Assert.Contains("kernels do not compute in fp8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NewTape_ToTrainInInt8_IsRefused()
    {
        using var device = new CpuDevice(KernelVariant.Vector128, threads: 1, Precision.Int8);
        var exception = Assert.Throws<ArgumentException>(() => device.NewTape(training: true));
        Assert.Equal(
            "the device computes in int8, which computes forward only; train on a device of fp32. (Parameter 'training')",
            exception.Message);
        using var tape = device.NewTape(training: false);
        Assert.False(tape.IsTraining);
    }

    [Fact]
    public void AMadeUpDevice_TrainsWithTheBitsOfItsKernels()
    {
        using var plain = new CpuDevice(KernelVariant.Reference, threads: 1);
        using var madeUp = new MadeUpDevice();

        Assert.Equal(Train(plain), Train(madeUp));

        Assert.True(madeUp.AllocatedBytes > 0 && madeUp.CopiedHere > 0 && madeUp.CopiedBack > 0);
    }

    [Fact]
    public void NewTape_AfterAnother_TakesItsMemory()
    {
        using var device = new MadeUpDevice();
        for (int pass = 0; pass < 2; pass++)
        {
            long before = device.AllocatedBytes;
            using var tape = device.NewTape(training: false);
            tape.NewTensor(100, 100);
            Assert.Equal(pass == 0, device.AllocatedBytes > before);
        }
    }

    // Three steps of a network with every kind of parameter: a table, matrices, vectors.
    private static float[] Train(Device device)
    {
        Parameter Parameter(string name, int[] shape, bool isTable = false)
        {
            var parameter = new Parameter(device, name, shape, isTable);
            parameter.Fill(values =>
            {
                for (int i = 0; i < values.Length; i++) values[i] = ((i * 7 % 11) - 5) / 10f;
            });
            return parameter;
        }

        Parameter[] parameters =
        [
            Parameter("table", [9, 8], isTable: true), Parameter("gamma", [8]), Parameter("beta", [8]),
            Parameter("weight", [3, 8]), Parameter("bias", [3]),
        ];
        var optimizer = new AdamW(parameters, weightDecay: 0.1f);
        var weights = new LinearWeights(parameters[3], parameters[4]);
        for (uint step = 1; step <= 3; step++)
        {
            using var tape = device.NewTape(training: true, new StepRandomness(1, step, 0));
            var hidden = tape.Embedding([new EmbeddingLookup(parameters[0], Ids)], new NormWeights(parameters[1], parameters[2], 1e-5f));
            hidden = tape.Dropout(hidden, 0.2f, Layout);
            var doubled = tape.NewTensor(hidden.Rows, hidden.Columns, [.. hidden.ToArray().Select(value => 2 * value)]);
            tape.Record(doubled, [hidden], gradient => tape.AddGradient(hidden, [.. gradient.ToArray().Select(value => 2 * value)]));
            var pooled = tape.Pool(
                tape.AddLayerNorm(doubled, hidden, new NormWeights(parameters[1], null, 1e-5f), 0, Layout), Layout, Pooling.Mean);
            tape.Backward(tape.CrossEntropy(tape.Linear(pooled, weights, Activation.Gelu), [0, 2]), [0.5f, 0.5f]);
            optimizer.Step(0.01f, (float)(1 / (1 + optimizer.GradientNorm())));
            optimizer.ZeroGradients();
        }

        return [.. parameters.SelectMany(parameter => parameter.Value.ToArray())];
    }
}
