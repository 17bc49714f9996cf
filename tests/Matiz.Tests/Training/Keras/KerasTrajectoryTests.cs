using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Safetensors;
using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

/// <summary>History and final weights against <c>compile</c> and <c>fit</c> of the reference (TensorFlow 2.15).</summary>
public sealed class KerasTrajectoryTests(ITestOutputHelper output)
{
    private const string NeedsShared = "needs ../shared: trajectories and the rows they were made with";

    public static TheoryData<string, KernelVariant> Cases =>
    [
        .. from name in (string[])["bert", "distilbert"]
           from variant in KernelTable.VariantsOf(Precision.Float32)
           select new TheoryDataRow<string, KernelVariant>(name, variant),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_TinyModel_FollowsTheReference(string name, KernelVariant variant)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);
        using var device = new CpuDevice(variant);

        Assert.Equal([], Follow(name, device, epsilon: 1e-7));
    }

    // PyTorch's epsilon, which is added to the corrected root, would be √(1 - β2^t) as large here.
    [Fact]
    public void Fit_OtherEpsilon_LeavesTheReference()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);
        using var device = new CpuDevice();
        Assert.NotEmpty(Follow("distilbert", device, epsilon: 1e-7 * Math.Sqrt(1 - 0.999)));
    }

    // What is further from the reference than rounding explains: values of the history, tensors of the final weights.
    private List<string> Follow(string name, Device device, double epsilon)
    {
        string folder = SharedFiles.Shared($"goldens/trajectories/{name}-keras-fit");
        var golden = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "history.json")))!;
        var model = TinyRuns.Model(TinyModels.Folder(name, "sequence-classification"), device);
        int batch = golden["batch"]!.GetValue<int>(), length = golden["max_length"]!.GetValue<int>();
        var files = new DatasetFiles { Train = [SharedFiles.Shared("data/emotion/train.csv")], ValidationFraction = 0 };
        var rows = Dataset.Load(files, labels: model.Labels)["train"];
        var train = rows.Select(Enumerable.Range(0, 64)).ToBatches(batch, maxLength: length);
        var validation = rows.Select(Enumerable.Range(64, 32)).ToBatches(batch, maxLength: length);

        double rate = golden["optimizer"]!["learning_rate"]!.GetValue<double>();
        model.Compile(new Adam(rate, epsilon: epsilon), Loss.SparseCategoricalCrossEntropy, "accuracy");
        var history = model.Fit(train, validation, epochs: golden["epochs"]!.GetValue<int>());

        var found = new List<(string What, double Difference, double Tolerance)>();
        foreach (var (key, values) in golden["history"]!.AsObject())
            found.Add((key, LargestDifference(values!, history[key]), 1e-5));
        found.Add(("evaluate", LargestDifference(golden["evaluate"]!, [.. model.Evaluate(validation).Values]), 1e-5));
        using var final = SafetensorsFile.Open(Path.Combine(folder, "final.safetensors"));
        foreach (var parameter in model.Parameters)
        {
            var values = new float[parameter.Length];
            final.ReadFloats(parameter.Name, values);
            bool isKeyBias = parameter.Name.EndsWith("key.bias", StringComparison.Ordinal)
                || parameter.Name.EndsWith("k_lin.bias", StringComparison.Ordinal);
            found.Add((parameter.Name, Weights.RelativeDifference(parameter.Value.ToArray(), values), isKeyBias ? 2e-3 : 2e-5));
        }

        foreach (var (what, difference, tolerance) in found.OrderByDescending(entry => entry.Difference / entry.Tolerance).Take(3))
            output.WriteLine($"{name}, {device.KernelName}: {what} {difference:g3} of {tolerance:g1}");
        return [.. found.Where(entry => entry.Difference > entry.Tolerance).Select(entry => $"{entry.What}: {entry.Difference:g3}")];
    }

    private static double LargestDifference(JsonNode expected, IReadOnlyList<double> found) =>
        expected.AsArray().Select((value, i) => Math.Abs(value!.GetValue<double>() - found[i])).Max();
}
