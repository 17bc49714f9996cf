using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

/// <summary>History and final weights against <c>compile</c> and <c>fit</c> of the reference (TensorFlow 2.15).</summary>
public sealed class KerasTrajectoryTests
{
    public static TheoryData<string, KernelVariant> Cases =>
    [
        .. from name in (string[])["bert", "distilbert"]
           from variant in KernelVariants.Available
           select new TheoryDataRow<string, KernelVariant>(name, variant),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_TinyModel_FollowsTheReference(string name, KernelVariant variant)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: trajectories and the rows they were made with");
        using var device = new CpuDevice(variant);
        string folder = SharedFiles.Shared($"goldens/trajectories/{name}-keras-fit");
        var golden = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "history.json")))!;
        var model = TinyRuns.Model(TinyModels.Folder(name, "sequence-classification"), device);
        int batch = golden["batch"]!.GetValue<int>(), length = golden["max_length"]!.GetValue<int>();
        var files = new DatasetFiles { Train = [SharedFiles.Shared("data/emotion/train.csv")], ValidationFraction = 0 };
        var rows = Dataset.Load(files, labels: model.Labels)["train"];
        var train = rows.Select(Enumerable.Range(0, 64)).ToBatches(batch, maxLength: length);
        var validation = rows.Select(Enumerable.Range(64, 32)).ToBatches(batch, maxLength: length);

        model.Compile(
            new Adam(golden["optimizer"]!["learning_rate"]!.GetValue<double>()), Loss.SparseCategoricalCrossEntropy, "accuracy");
        var history = model.Fit(train, validation, epochs: golden["epochs"]!.GetValue<int>());

        foreach (var (key, values) in golden["history"]!.AsObject())
        {
            double[] expected = [.. values!.AsArray().Select(value => value!.GetValue<double>())];
            Assert.Equal(expected, history[key], (a, b) => Math.Abs(a - b) <= 1e-5);
        }

        Assert.Equal(
            golden["evaluate"]!.AsArray().Select(value => value!.GetValue<double>()), model.Evaluate(validation).Values,
            (a, b) => Math.Abs(a - b) <= 1e-5);
        Assert.Equal([], DifferencesTo(Path.Combine(folder, "final.safetensors"), model));
    }

    private static List<string> DifferencesTo(string file, SequenceClassificationModel model)
    {
        using var expected = SafetensorsFile.Open(file);
        var differences = new List<string>();
        foreach (var parameter in model.Parameters)
        {
            var values = new float[parameter.Length];
            expected.ReadFloats(parameter.Name, values);
            bool isKeyBias = parameter.Name.EndsWith("key.bias", StringComparison.Ordinal)
                || parameter.Name.EndsWith("k_lin.bias", StringComparison.Ordinal);
            double difference = Weights.RelativeDifference(parameter.Value.ToArray(), values);
            if (difference > (isKeyBias ? 2e-3 : 2e-5)) differences.Add($"{parameter.Name}: {difference:g3}");
        }

        return differences;
    }
}
