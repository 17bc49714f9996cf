using Matiz.Cli.Runs;
using Matiz.Defaults;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Workflows;

namespace Matiz.Cli;

/// <summary>What a MODEL argument names: a folder, a model of the Hub, or the encoder that the program carries.</summary>
internal sealed class ModelSource
{
    private ModelSource(StartingModel start, bool isEmbedded) => (Start, IsEmbedded) = (start, isEmbedded);

    /// <summary>The same for a job of the library.</summary>
    public StartingModel Start { get; }

    /// <summary>As it was named.</summary>
    public string Name => Start.Name;

    /// <summary>Where its files are.</summary>
    public ModelFiles Files => Start.Files;

    /// <summary>Where they lie on the disk; null for the encoder that the program carries.</summary>
    public string? Folder => Files.LocalPath;

    /// <summary>Whether it is the encoder that the program carries.</summary>
    public bool IsEmbedded { get; }

    /// <summary>What runs of this model are called: the last part of its name.</summary>
    public string RunName => Start.RunName;

    /// <summary>The encoder that the program carries.</summary>
    public static ModelSource Embedded() => new(
        new StartingModel(
            EmbeddedEncoder.Name, ModelFiles.FromStreams(EmbeddedEncoder.Name, EmbeddedEncoder.FileNames, EmbeddedEncoder.Open))
        {
            RunName = EmbeddedEncoder.Name,
            HubId = "sentence-transformers/" + EmbeddedEncoder.Name,
            License = "apache-2.0",
        },
        isEmbedded: true);

    /// <summary>The model of a folder.</summary>
    /// <exception cref="UsageException">There is none, or a run in it is not finished.</exception>
    public static ModelSource InFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            UnfinishedRun.Refuse(folder);
            return new ModelSource(StartingModel.InFolder(folder), isEmbedded: false);
        }

        string found = CheckedFile.BrokenLink(folder) is { } target ? $"this is a link to '{target}', where nothing is"
            : File.Exists(folder) ? "this is a file"
            : "there is no such folder";
        throw new UsageException(
            $"{folder}: {found}. A model folder (config.json, model.safetensors, tokenizer files) was expected, an id on the Hub, or "
            + $"{EmbeddedEncoder.Name}, which is built in. Check the path.");
    }

    /// <summary>A model that was found elsewhere.</summary>
    public static ModelSource FromHub(StartingModel start) => new(start, isEmbedded: false);
}
