using Matiz.Data.Cards;

namespace Matiz.Data.Repositories;

/// <summary>Where the files of a dataset are: a folder, or a repository of the Hub at a commit.</summary>
internal abstract class DatasetStore
{
    protected const string Readme = "README.md", Yaml = ".huggingface.yaml", Infos = "dataset_infos.json";

    /// <summary>What it is called in messages: the folder, or the id.</summary>
    public abstract string Name { get; }

    /// <summary>The paths of all its files, with slashes, in ordinal order.</summary>
    public abstract IReadOnlyList<string> Paths { get; }

    /// <summary>What a file of it is called in messages and records.</summary>
    public abstract string NameOf(string path);

    /// <summary>What is good to know of it, one line each.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>Which dataset it is.</summary>
    /// <param name="configuration">The configuration that is read.</param>
    public abstract DatasetOrigin OriginOf(string configuration);

    /// <summary>The card, with what stands in files of its own; one that says nothing where there is none.</summary>
    /// <exception cref="DataException">It is damaged.</exception>
    public virtual DatasetCard ReadCard()
    {
        var card = ReadText(Readme) is { } text ? DatasetCard.Read(text, NameOf(Readme)) : DatasetCard.Empty(NameOf(Readme));
        if (ReadText(Yaml) is { } yaml) card = DatasetCard.ReadYaml(yaml, NameOf(Yaml)).Over(card);
        return ReadText(Infos) is { } infos ? card.WithInfos(OlderInfos.Read(infos, NameOf(Infos))) : card;
    }

    /// <summary>Makes files readable: of the Hub, downloads those that are not there yet.</summary>
    /// <param name="paths">Some of <see cref="Paths"/>.</param>
    public abstract void Fetch(IReadOnlyList<string> paths);

    /// <summary>The place of a file on the disk, once it was fetched.</summary>
    public abstract string LocalPath(string path);

    /// <summary>The text of a small file; null where there is none of that name.</summary>
    /// <exception cref="DataException">It is too large, or no UTF-8.</exception>
    public string? ReadText(string path)
    {
        if (!Paths.Contains(path, StringComparer.Ordinal)) return null;
        Fetch([path]);
        string local = LocalPath(path);
        using var stream = DataSource.OpenFile(local);
        if (stream.Length > FrontMatter.MostBytes)
        {
            throw new DataException(
                NameOf(path), 0,
                $"the file has {stream.Length} bytes. A description of a dataset of at most {FrontMatter.MostBytes} was expected. "
                + "Name the data files themselves (DatasetFiles.Train).");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (System.Text.DecoderFallbackException exception)
        {
            throw new DataException(
                NameOf(path), 0, "this is no UTF-8. A text that describes a dataset was expected. Save it as UTF-8.", exception);
        }
    }

    /// <summary>The file as a source of rows.</summary>
    /// <param name="path">One of those that were fetched.</param>
    /// <param name="format">How its rows are written.</param>
    public DataSource Open(string path, RowFormat format) => DataSource.FromFile(LocalPath(path), NameOf(path), format);

    private static System.Text.UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
