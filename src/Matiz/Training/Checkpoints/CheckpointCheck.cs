using System.Text.Json;
using Matiz.Formats.Safetensors;

namespace Matiz.Training;

/// <summary>
/// Whether a checkpoint is whole, found without reading its tensors: every file is there, the headers of weights and optimizer agree with
/// the length of the file, and the state can be read.
/// </summary>
internal static class CheckpointCheck
{
    private const string Weights = "model.safetensors", State = TrainerStateFile.FileName, RunState = TrainerStateFile.RunStateFileName;

    /// <summary>What is wrong with a checkpoint, such as <c>model.safetensors is missing</c>; null where it is whole.</summary>
    /// <remarks>What may not be read is not damaged: those who need it say so.</remarks>
    public static string? FaultOf(string folder)
    {
        foreach (string name in (string[])[RunState, State, Weights, OptimizerFile.FileName, "config.json"])
        {
            string path = Path.Combine(folder, name);
            if (!File.Exists(path)) return $"{name} is missing";
            if (new FileInfo(path).Length == 0) return $"{name} is empty";
            try
            {
                if (name is Weights or OptimizerFile.FileName) SafetensorsFile.Open(path).Dispose();
                else JsonDocument.Parse(File.ReadAllBytes(path)).Dispose();
            }
            catch (Exception exception) when (exception is SafetensorsException or JsonException)
            {
                return $"{name} is damaged";
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
        }

        return TrainerStateFile.CanLoad(folder) ? null : $"{State} or {RunState} lacks what a run goes on from";
    }
}
