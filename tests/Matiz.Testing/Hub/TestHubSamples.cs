namespace Matiz.Testing;

/// <summary>Small repositories to add to a <see cref="TestHub"/>.</summary>
public static class TestHubSamples
{
    /// <summary>A tiny DistilBERT with a head of six classes and its tokenizer, 180 kB, random weights: <c>user/tiny</c>.</summary>
    public static TestHubRepository AddTiny(this TestHub hub, string id = "user/tiny") =>
        hub.AddModel(id, TestHubFile.InFolder(SharedFiles.Golden("tiny/distilbert/sequence-classification"))
            .Where(file => file.Key != "expected.safetensors").ToDictionary(StringComparer.Ordinal));

    /// <summary>A dataset of three CSV files with the columns <c>text</c> and <c>label</c>: <c>user/rows</c>.</summary>
    public static TestHubRepository AddRows(this TestHub hub, string id = "user/rows")
    {
        string[] names = ["train.csv", "validation.csv", "test.csv"];
        return hub.AddDataset(id, names.ToDictionary(
            name => name, name => File.ReadAllBytes(SharedFiles.Golden($"run-0.1.0/{name}")), StringComparer.Ordinal));
    }

    /// <summary>
    /// The repositories below <c>../shared/hub</c>: <c>dair-ai/emotion</c>, <c>matiz-tests/tiny-distilbert</c> and
    /// <c>matiz-tests/tiny-roberta</c>. Ask <see cref="SharedFiles.SharedExists"/> first.
    /// </summary>
    public static void AddShared(this TestHub hub)
    {
        foreach (string kind in (string[])["models", "datasets"])
        {
            string root = SharedFiles.Shared($"hub/{kind}");
            foreach (string folder in Directory.GetDirectories(root).SelectMany(Directory.GetDirectories))
            {
                hub.AddFolder(Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/'), folder, kind);
            }
        }
    }
}
