namespace Matiz.Tensors.Tests;

public class TapeTests
{
    [Fact]
    public void Tensor_AfterItsTapeWasDisposed_Throws()
    {
        using var device = new CpuDevice(threads: 1);
        var tape = device.NewTape(training: false);
        var tensor = tape.NewTensor(2, 2, [1, 2, 3, 4]);
        tape.Dispose();
        var exception = Assert.Throws<ObjectDisposedException>(() => tensor.ToArray());
        Assert.Contains("its tape was disposed", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => tape.NewTensor(1, 1));
    }

    [Fact]
    public void Release_WithoutTraining_GivesTheMemoryToTheNextOfItsSize()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: false);
        var first = tape.NewTensor(8, 16);
        var other = tape.NewTensor(8, 16);
        nint address = Address(first);
        tape.Release(first);
        Assert.Throws<ObjectDisposedException>(() => first.ToArray());
        Assert.Equal(address, Address(tape.NewTensor(8, 16)));
        Assert.NotEqual(address, Address(other));
    }

    [Fact]
    public void Release_InTraining_KeepsTheTensor()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: true);
        var tensor = tape.NewTensor(1, 2, [1, 2]);
        tape.Release(tensor);
        Assert.Equal([1f, 2f], tensor.ToArray());
    }

    [Fact]
    public void Record_AnOperationOfOnesOwn_TakesPartInTheWalkBack()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: true);
        using var weight = new Parameter(device, "w", [2, 2]);
        weight.CopyFrom([1, 2, 3, 4]);
        var x = tape.NewTensor(1, 2, [1, 10]);
        var y = tape.Linear(x, new LinearWeights(weight, bias: null));
        var squares = tape.NewTensor(1, 2, [.. y.ToArray().Select(value => value * value)]);
        tape.Record(squares, [y], gradient =>
            tape.AddGradient(y, [.. gradient.ToArray().Zip(y.ToArray(), (g, value) => 2 * g * value)]));
        tape.Backward(squares, [1, 1]);
        Assert.Equal([42f, 420f, 86f, 860f], weight.GradientToArray());    // 2·y·x with y = [21, 43]
    }

    [Fact]
    public void Record_WhenNoInputNeedsAGradient_RecordsNothing()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: true);
        var x = tape.NewTensor(1, 1, [1]);
        var y = tape.NewTensor(1, 1, [2]);
        tape.Record(y, [x], _ => Assert.Fail("nothing leads here"));
        var exception = Assert.Throws<InvalidOperationException>(() => tape.Backward(y, [1]));
        Assert.Equal("No trainable parameter leads to this tensor; is every layer frozen?", exception.Message);
    }

    [Fact]
    public void Backward_WithoutTraining_Throws()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: false);
        var x = tape.NewTensor(1, 1, [1]);
        Assert.Throws<InvalidOperationException>(() => tape.Backward(x, [1]));
    }

    [Fact]
    public void FrozenParameter_GetsNoGradient_AndPassesItOn()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: true);
        using var first = new Parameter(device, "first", [1, 1]);
        using var frozen = new Parameter(device, "frozen", [1, 1]) { Trainable = false };
        first.CopyFrom([2]);
        frozen.CopyFrom([3]);
        var hidden = tape.Linear(tape.NewTensor(1, 1, [5]), new LinearWeights(first, bias: null));
        tape.Backward(tape.Linear(hidden, new LinearWeights(frozen, bias: null)), [1]);
        Assert.Equal([15f], first.GradientToArray());
        Assert.False(frozen.HasGradient);
    }

    [Fact]
    public void NewTensor_RoundingRows_AreZero()
    {
        using var device = new CpuDevice(threads: 1);
        for (int pass = 0; pass < 2; pass++)
        {
            using var tape = device.NewTape(training: false);
            var tensor = tape.NewTensor(8, 4, [.. Enumerable.Repeat(7f, 32)]);
            tape.Release(tensor);
            var next = tape.NewTensor(3, 4);
            Assert.All(Rounding(next), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void Operations_WithoutTraining_AllocateTheirTensorsAndNothingElse()
    {
        using var device = new CpuDevice(threads: 1);
        using Parameter gamma = new(device, "gamma", [24]), square = new(device, "square", [24, 24]), wide = new(device, "wide", [72, 24]);
        NormWeights norm = new(gamma, null, 1e-5f);
        LinearWeights one = new(square, bias: null), three = new(wide, bias: null);
        var layout = new RaggedLayout([0, 5, 8]);
        var rotary = new RotaryPositions(12, 100);
        float[] numbers = new float[8 * 24];

        long Allocated(Action<Tape, Tensor> run)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using var tape = device.NewTape(training: false);
            var x = tape.NewTensor(8, 24, numbers);
            run(tape, x);
            tape.Release(x);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        static void NineTensors(Tape tape, Tensor x)
        {
            for (int i = 0; i < 9; i++) tape.NewTensor(x.Rows, x.Columns);
        }

        void Compute(Tape tape, Tensor x)
        {
            var joint = tape.RotateInPlace(tape.Linear(x, three), layout, 4, rotary);
            var context = tape.Dropout(tape.SelfAttention(joint, layout, 2, dropout: 0.1f), 0.1f, layout);
            var (sum, normal) = tape.AddThenLayerNorm(tape.Linear(context, one, Activation.Gelu), x, norm, dropout: 0.1f, layout);
            var y = tape.LayerNorm(tape.AddLayerNorm(normal, sum, norm, dropout: 0.1f, layout), norm);
            tape.Pool(tape.GatedActivation(y, Activation.Silu), layout, Pooling.Mean);
            tape.Release(y);
        }

        Action<Tape, Tensor> compute = Compute, nine = NineTensors;
        for (int warmUp = 0; warmUp < 2; warmUp++) Allocated(compute);
        Assert.Equal(Allocated(nine), Allocated(compute));
    }

    private static unsafe nint Address(Tensor tensor) => (nint)tensor.Pointer;

    private static unsafe float[] Rounding(Tensor tensor) =>
        new ReadOnlySpan<float>(tensor.Pointer + tensor.Length, (tensor.AllocatedRows - tensor.Rows) * tensor.Columns).ToArray();
}
