using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>The lines that every run begins with: on what data, of which model, on what machine.</summary>
internal static class RunDescription
{
    public static string Data(DataSelection request, DatasetDict data)
    {
        string splits = string.Join(", ", data.Select(pair => $"{Numbers.Count(pair.Value.Count)} {pair.Key}"));
        string classes = data.Labels is { } labels ? $"; {Numbers.Counted(labels.Count, "class", "classes")}" : "";
        return $"{request.Name}: {splits}{classes}";
    }

    public static string Model(ModelSource source, ModelConfig config, IReadOnlyList<Parameter> parameters) =>
        $"{source.Name}{(source.IsEmbedded ? " (built in)" : "")}: "
        + $"{config.ModelType}, {Numbers.Count(parameters.Sum(parameter => parameter.Length))} parameters";

    public static string Computing(Device device) => $"{RunSettings.Processor}, {device.Description}";
}
