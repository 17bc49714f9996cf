using Matiz.Formats.Safetensors;
using Matiz.Models;

namespace Matiz.Training;

/// <summary>Puts the weights of a checkpoint into a model that is already there.</summary>
internal static class CheckpointWeights
{
    private const string FileName = "model.safetensors";

    /// <summary>Whether the weights of a checkpoint are there and belong to a model; they are not read.</summary>
    public static bool Fit(string folder, SequenceClassificationModel model)
    {
        try
        {
            using var file = SafetensorsFile.Open(Path.Combine(folder, FileName));
            return model.Parameters.All(parameter => file.TryGet(parameter.Name, out var tensor)
                && tensor.DType == Formats.ArrayDType.Float32 && tensor.Shape.SequenceEqual(parameter.Shape.Select(size => (long)size)));
        }
        catch (Exception exception) when (exception is SafetensorsException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Overwrites every parameter with the weights of <c>model.safetensors</c>.</summary>
    /// <exception cref="TrainingException">The file is damaged, or belongs to another model.</exception>
    public static void Load(string folder, SequenceClassificationModel model)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var parameter in model.Parameters)
            {
                var tensor = file[parameter.Name];
                if (tensor.DType != Formats.ArrayDType.Float32 || !tensor.Shape.SequenceEqual(parameter.Shape.Select(size => (long)size)))
                    throw new SafetensorsException(
                        path, $"{tensor} is not the F32 [{string.Join(", ", parameter.Shape)}] of this model.", parameter.Name);
                parameter.Fill(values => file.ReadFloats(parameter.Name, values));
            }
        }
        catch (Exception exception) when (exception is SafetensorsException or FileNotFoundException)
        {
            throw new TrainingException(
                $"{path}: the weights of the checkpoint cannot be read ({exception.Message}). "
                + "The file that training wrote for this model was expected. "
                + "Remove this checkpoint to go on from the one before it.",
                exception);
        }
    }
}
