using Matiz.Cli.Runs;
using Matiz.Defaults;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Workflows;

namespace Matiz.Cli;

/// <summary>What a MODEL argument names: a folder, or the encoder that the program carries.</summary>
internal sealed class ModelSource
{
    private ModelSource(StartingModel start, bool isEmbedded) => (Start, IsEmbedded) = (start, isEmbedded);

    /// <summary>The same for a job of the library.</summary>
    public StartingModel Start { get; }

    /// <summary>As it was named.</summary>
    public string Name => Start.Name;

    /// <summary>Where its files are.</summary>
    public ModelFiles Files => Start.Files;

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

    /// <summary>What the word names. A folder of that name goes before the embedded encoder's name.</summary>
    /// <exception cref="UsageException">There is neither.</exception>
    public static ModelSource Find(string model)
    {
        if (Directory.Exists(model))
        {
            UnfinishedRun.Refuse(model);
            return new ModelSource(StartingModel.InFolder(model), isEmbedded: false);
        }

        if (string.Equals(model, EmbeddedEncoder.Name, StringComparison.Ordinal)) return Embedded();
        string found = CheckedFile.BrokenLink(model) is { } target ? $"this is a link to '{target}', where nothing is"
            : File.Exists(model) ? "this is a file"
            : "there is no such folder";
        throw new UsageException(
            $"{model}: {found}. A model folder (config.json, model.safetensors, tokenizer files) was expected, or {EmbeddedEncoder.Name}, "
            + "which is built in. "
            + "Check the path; models of the Hub must be downloaded first, this version does not fetch them.");
    }
}
