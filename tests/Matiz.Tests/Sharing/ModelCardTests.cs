using Matiz.Hub;
using Matiz.Models;
using Matiz.Sharing;
using Matiz.Testing;
using Matiz.Tests.Sharing.Cards;

namespace Matiz.Tests.Sharing;

public sealed class ModelCardTests : IDisposable
{
    private static readonly string[] Hostile =
    [
        "<5 stars>", "a\nb", "x | y", "`tick`", "- dash", "---", "<!-- hidden", "\"quoted\": yes", "__proto__", "حزن", "😀", "no", "1e3",
        "null", "#x", "'", "-->", "| --- |",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fine-tuned", "single_label_classification", false)]
    [InlineData("features", "single_label_classification", true)]
    [InlineData("several-labels", "multi_label_classification", false)]
    [InlineData("regression", "regression", false)]
    public void Card_OfARun_IsAsItWas(string name, string problemType, bool isPooled)
    {
        string path = CardRuns.Write(_folder, new SampleRun { ProblemType = problemType });
        if (isPooled) CardRuns.MakePooled(path);

        AcceptedText.Check($"cards/{name}.md", ModelCard.ForFolder(path, HubRepository.Model("user/emotion")).Text);
    }

    [Fact]
    public void Card_OfAModelThatNoRunMade_SaysWhatItsConfigSays()
    {
        string path = SharedFiles.Golden("tiny/distilbert/sequence-classification");

        AcceptedText.Check("cards/model.md", ModelCard.ForFolder(path, HubRepository.Model("user/emotion")).Text);
    }

    [Fact]
    public void HostileNames_AreOneLineEach()
    {
        string path = CardRuns.Write(_folder, new SampleRun { Labels = Hostile, FilePrefix = "data/<script>|" }, "run -- <b> #");
        CardRuns.Change(path, "training_args.json", settings => settings["model_name_or_path"] = "C:\\mo`dels\\\"x\"\n: y|");
        string[] lines = ModelCard.ForFolder(path).Text.Split('\n');

        Assert.Equal("# run -- \\<b\\> \\#", lines[Array.LastIndexOf(lines, "---") + 2]);
        int first = Array.FindIndex(lines, line => line.EndsWith("It gives one of these labels for a text:", StringComparison.Ordinal)) + 2;
        Assert.Equal(Hostile.Select(name => "- " + MarkdownText.Escape(name)), lines.Skip(first).Take(Hostile.Length));
        Assert.Equal("", lines[first + Hostile.Length]);
        int table = Array.FindIndex(lines, line => line.StartsWith("| label | precision", StringComparison.Ordinal)) + 2;
        Assert.All(lines.Skip(table).Take(Hostile.Length), line => Assert.Equal(7, Bars(line)));
        Assert.Equal(2, lines.Count(line => line is "---"));
        Assert.Single(lines, line => line.Contains("<!--", StringComparison.Ordinal) && !line.Contains("\\<!--", StringComparison.Ordinal));
    }

    [Fact]
    public void Texts_OfRows_NeverStandInACard()
    {
        string path = CardRuns.Write(_folder, new SampleRun { OddTexts = ["the secret of row seven"] });

        Assert.DoesNotContain("secret", ModelCard.ForFolder(path).Text, StringComparison.Ordinal);
        Assert.Contains("secret", File.ReadAllText(Path.Combine(path, "predictions.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void UndefinedValues_AreADash()
    {
        string path = CardRuns.Write(_folder, new SampleRun());
        CardRuns.Change(path, "all_results.json", results =>
        {
            results["eval_accuracy"] = null;
            results["test_f1_weighted"] = null;
        });
        string card = ModelCard.ForFolder(path).Text;

        Assert.Matches(@"\| accuracy \| – \| 0\.\d{4} \|\n", card);
        Assert.Matches(@"\| f1_weighted \| 0\.\d{4} \| – \|\n", card);
    }

    [Fact]
    public void Card_WithoutAnId_DiffersInNothingButTheName()
    {
        string path = CardRuns.Write(_folder, new SampleRun());
        string local = ModelCard.ForFolder(path).Text, shared = ModelCard.ForFolder(path, HubRepository.Model("user/emotion")).Text;

        Assert.Equal(
            WithoutStamp(shared),
            WithoutStamp(local).Replace("`THIS-FOLDER` stands for the folder of this file.\n\n", "", StringComparison.Ordinal)
                .Replace("THIS-FOLDER", "user/emotion", StringComparison.Ordinal)
                .Replace("THIS-MODEL", "user/emotion", StringComparison.Ordinal));
    }

    [Fact]
    public void Save_LeavesWhatItsOwnerHasChanged()
    {
        string path = CardRuns.Write(_folder, new SampleRun()), file = Path.Combine(path, ModelCard.FileName);
        var card = ModelCard.ForFolder(path);

        Assert.True(card.Save(path));
        Assert.True(ModelCard.IsUnchanged(File.ReadAllText(file)));
        Assert.True(ModelCard.IsUnchanged(File.ReadAllText(file).Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.True(card.Save(path));
        File.AppendAllText(file, "One more line.\n");
        Assert.False(card.Save(path));
        Assert.EndsWith("One more line.\n", File.ReadAllText(file), StringComparison.Ordinal);
        File.WriteAllText(file, card.Text.Replace("# emotion", "# Emotion", StringComparison.Ordinal));
        Assert.False(card.Save(path));
        File.WriteAllText(file, "# Mine\n");
        Assert.False(card.Save(path));
    }

    [Fact]
    public void Calibration_IsSaid()
    {
        string path = CardRuns.Write(_folder, new SampleRun());
        File.WriteAllText(Path.Combine(path, "calibration.json"), """{"temperature": 1.25, "min_score": 0.5}""");
        string card = ModelCard.ForFolder(path).Text;

        Assert.Contains("divided by the temperature 1.25 of `calibration.json`", card, StringComparison.Ordinal);
        Assert.Contains("`calibration.json` asks for a score of at least 0.5", card, StringComparison.Ordinal);
        Assert.Contains("Python does not read `calibration.json`", card, StringComparison.Ordinal);
        Assert.Contains("They are of raw scores", card, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEncoder_HasNoCard()
    {
        string path = SharedFiles.Golden("tiny/bert/base");

        Assert.False(ModelCard.CanDescribe(path));
        var exception = Assert.Throws<ModelException>(() => ModelCard.ForFolder(path));
        Assert.Contains("this is no text classifier", exception.Message, StringComparison.Ordinal);
    }

    private static string WithoutStamp(string card) => card[..card.LastIndexOf("<!--", StringComparison.Ordinal)];

    private static int Bars(string line) => line.Where((c, at) => c is '|' && (at == 0 || line[at - 1] is not '\\')).Count();
}
