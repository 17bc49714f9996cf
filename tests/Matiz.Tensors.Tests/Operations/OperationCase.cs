namespace Matiz.Tensors.Tests.Operations;

/// <summary>Sizes at which an operation is run.</summary>
/// <param name="Lengths">Tokens of each row.</param>
/// <param name="Columns">Columns of matrices that are no heads.</param>
/// <param name="Heads">Heads of attention.</param>
/// <param name="HeadSize">Columns of a head.</param>
public sealed record Sizes(int[] Lengths, int Columns, int Heads, int HeadSize)
{
    /// <summary>Small enough to move every number up and down.</summary>
    public static Sizes Tiny { get; } = new([3, 1, 4], 5, 2, 3);

    public int Tokens => Lengths.Sum();

    public RaggedLayout Layout => new([0, .. Lengths.Select((_, row) => Lengths.Take(row + 1).Sum())]);

    public override string ToString() => $"[{string.Join(' ', Lengths)}] {Columns} {Heads}×{HeadSize}";
}

/// <summary>
/// A matrix that an operation reads: [rows, columns] of numbers made by <paramref name="Fill"/> from index and a standard normal.
/// </summary>
public sealed record Operand(int Rows, int Columns, Func<int, double, double> Fill)
{
    /// <summary>The last of three sizes of a parameter, which divides the columns; 1: it has two.</summary>
    public int Depth { get; init; } = 1;

    public static Operand Normal(int rows, int columns) => new(rows, columns, (_, z) => z);

    /// <summary>A third of a standard normal, as weights are small.</summary>
    public static Operand Small(int rows, int columns) => new(rows, columns, (_, z) => z / 3);

    /// <summary>Farther from 0 than any step of a central difference.</summary>
    public static Operand AwayFromZero(int rows, int columns) => new(rows, columns, (_, z) => z + Math.CopySign(0.3, z));

    public float[] Values(System.Random random) =>
        [.. Enumerable.Range(0, Rows * Columns).Select(i => (float)Fill(i, NextNormal(random)))];

    private static double NextNormal(System.Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>
/// One operation with what it reads. A new operation is one line in <see cref="OperationCases"/>, and its gradient, its variants
/// and its independence of threads are tested.
/// </summary>
/// <param name="Name">What it is.</param>
/// <param name="Inputs">Tensors, each getting a gradient.</param>
/// <param name="Parameters">Parameters; those with more than one row are lookup tables where <paramref name="AreTables"/> says so.</param>
/// <param name="Run">The operation.</param>
/// <param name="Tolerance">Largest difference between variants, as a share of the largest element, forward and gradients.</param>
/// <param name="AreTables">True: the parameters are lookup tables.</param>
public sealed record OperationCase(
    string Name, Operand[] Inputs, Operand[] Parameters, Func<Tape, Tensor[], Parameter[], Tensor> Run, double Tolerance,
    bool AreTables = false)
{
    /// <summary>The output, the gradients of inputs and of parameters, for an output gradient drawn from the seed.</summary>
    public OperationResult Evaluate(Device device, float[][] inputs, float[][] parameters, int runs = 1)
    {
        Parameter[] created = [.. Parameters.Select((operand, i) => NewParameter(device, operand, i, parameters[i]))];
        OperationResult? result = null;
        for (int run = 0; run < runs; run++)
        {
            using var tape = device.NewTape(training: true, new StepRandomness(5, 3, 10));
            Tensor[] tensors = [.. Inputs.Select((operand, i) => tape.NewTensor(operand.Rows, operand.Columns, inputs[i]))];
            foreach (var tensor in tensors) tensor.RequiresGradient = true;
            var output = Run(tape, tensors, created);
            var random = new System.Random(99);
            float[] gradient = [.. Enumerable.Range(0, (int)output.Length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
            tape.Backward(output, gradient);
            result = new OperationResult(
                output.ToArray(), gradient, [.. tensors.Select(tensor => tensor.Gradient!.ToArray())],
                [.. created.Select(parameter => parameter.GradientToArray())]);
        }

        foreach (var parameter in created) parameter.Dispose();
        return result!;
    }

    /// <summary>As the other form, with the operands' own values.</summary>
    public OperationResult Evaluate(Device device, int runs = 1)
    {
        var (inputs, parameters) = Values();
        return Evaluate(device, inputs, parameters, runs);
    }

    /// <summary>The output without training.</summary>
    public float[] Forward(Device device, float[][] inputs, float[][] parameters)
    {
        Parameter[] created = [.. Parameters.Select((operand, i) => NewParameter(device, operand, i, parameters[i]))];
        using var tape = device.NewTape(training: false);
        Tensor[] tensors = [.. Inputs.Select((operand, i) => tape.NewTensor(operand.Rows, operand.Columns, inputs[i]))];
        float[] output = Run(tape, tensors, created).ToArray();
        foreach (var parameter in created) parameter.Dispose();
        return output;
    }

    public (float[][] Inputs, float[][] Parameters) Values()
    {
        var random = new System.Random(Name.Sum(letter => letter) + Inputs.Sum(operand => operand.Rows));
        return ([.. Inputs.Select(operand => operand.Values(random))], [.. Parameters.Select(operand => operand.Values(random))]);
    }

    public override string ToString() => Name;

    private Parameter NewParameter(Device device, Operand operand, int number, float[] values)
    {
        int[] shape = operand.Depth > 1 ? [operand.Rows, operand.Columns / operand.Depth, operand.Depth]
            : operand.Rows == 1 && !AreTables ? [operand.Columns] : [operand.Rows, operand.Columns];
        var parameter = new Parameter(device, $"parameter {number}", shape, AreTables && operand.Rows > 1);
        parameter.CopyFrom(values);
        return parameter;
    }
}

/// <summary>What an operation gave.</summary>
public sealed record OperationResult(float[] Output, float[] OutputGradient, float[][] InputGradients, float[][] ParameterGradients)
{
    /// <summary>Everything to compare, with names.</summary>
    public IEnumerable<(string Name, float[] Values)> Parts =>
    [
        ("output", Output),
        .. InputGradients.Select((values, i) => ($"gradient of input {i}", values)),
        .. ParameterGradients.Select((values, i) => ($"gradient of parameter {i}", values)),
    ];
}
