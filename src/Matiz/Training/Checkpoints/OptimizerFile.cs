using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>
/// The state of AdamW as safetensors: <c>NAME.exp_avg</c>, <c>NAME.exp_avg_sq</c> (32-bit floats in the parameter's shape) and
/// <c>NAME.step</c> (one 32-bit integer) for each parameter that was ever updated.
/// </summary>
internal static class OptimizerFile
{
    public const string FileName = "optimizer.safetensors";

    public static void Save(string folder, AdamW optimizer) =>
        SafetensorsWriter.Write(Path.Combine(folder, FileName), optimizer.States.Where(state => state.StepCount > 0).SelectMany(TensorsOf));

    /// <summary>Fills the moments of every parameter.</summary>
    /// <exception cref="TrainingException">The file is damaged or belongs to another model.</exception>
    public static void Load(string folder, AdamW optimizer)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            using var file = SafetensorsFile.Open(path);
            var largest = new float[optimizer.States.Max(state => state.Parameter.Length)];
            foreach (var state in optimizer.States)
            {
                string name = state.Parameter.Name;
                if (!file.TryGet(name + ".step", out _)) continue;
                var buffer = largest.AsSpan(0, (int)state.Parameter.Length);
                file.ReadFloats(name + ".exp_avg", buffer);
                state.FirstMoment.CopyFrom(buffer);
                file.ReadFloats(name + ".exp_avg_sq", buffer);
                state.SecondMoment.CopyFrom(buffer);
                state.StepCount = BitConverter.ToInt32(file.Bytes(name + ".step"));
            }
        }
        catch (Exception exception) when (exception is SafetensorsException or ArgumentException or FileNotFoundException)
        {
            throw new TrainingException(
                $"{path}: the optimizer's state cannot be read ({exception.Message}). "
                + "The file that training wrote for this model was expected. "
                + "Remove this checkpoint to go on from the one before it.",
                exception);
        }
    }

    private static IEnumerable<TensorToWrite> TensorsOf(AdamW.State state)
    {
        string name = state.Parameter.Name;
        long[] shape = [.. state.Parameter.Shape.Select(size => (long)size)];
        yield return TensorToWrite.From<float>(name + ".exp_avg", shape, destination => state.FirstMoment.CopyTo(destination));
        yield return TensorToWrite.From<float>(name + ".exp_avg_sq", shape, destination => state.SecondMoment.CopyTo(destination));
        yield return TensorToWrite.From<int>(name + ".step", [1], new[] { state.StepCount });
    }
}
