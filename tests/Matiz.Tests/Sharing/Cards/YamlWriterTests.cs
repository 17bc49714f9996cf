using Matiz.Sharing.Cards;
using YamlDotNet.RepresentationModel;

namespace Matiz.Tests.Sharing.Cards;

public sealed class YamlWriterTests
{
    [Theory]
    [InlineData("emotion", "emotion")]
    [InlineData("dair-ai/emotion", "dair-ai/emotion")]
    [InlineData("Text Classification", "Text Classification")]
    [InlineData("F1 (weighted)", "\"F1 (weighted)\"")]
    [InlineData("no", "\"no\"")]
    [InlineData("On", "\"On\"")]
    [InlineData("Y", "\"Y\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("~", "\"~\"")]
    [InlineData("", "\"\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("2024-01-01", "\"2024-01-01\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a #x", "\"a #x\"")]
    [InlineData("#x", "\"#x\"")]
    [InlineData("---", "\"---\"")]
    [InlineData("- x", "\"- x\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("a\nb", "\"a\\nb\"")]
    [InlineData("a ", "\"a \"")]
    [InlineData("=", "\"=\"")]
    [InlineData("<<", "\"<<\"")]
    public void Text_IsPlainWhereNoReaderTakesItForAnythingElse(string text, string expected) =>
        Assert.Equal($"k: {expected}\n", Written(yaml => yaml.Text("k", text)));

    [Theory]
    [InlineData(0.93, "0.93")]
    [InlineData(1, "1.0")]
    [InlineData(0, "0.0")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(0.8734939759036144, "0.8734939759036144")]
    [InlineData(1e-5, "1.0E-05")]
    [InlineData(1.5e-7, "1.5E-07")]
    [InlineData(1e20, "1.0E+20")]
    [InlineData(123456789, "123456789.0")]
    public void Number_IsOneInEveryVersionOfYaml(double value, string expected) =>
        Assert.Equal($"k: {expected}\n", Written(yaml => yaml.Number("k", value)));

    [Fact]
    public void Texts_OfEveryKind_AreReadAsTheyWere()
    {
        var random = new Random(11);
        string[] pieces = ["no", ": ", "#", "\n", "\"", "'", "\\", "😀", "é", "- ", "---", "\t", "{", "}", "[", "]", ",", "&a", "*a", "!t",
            "|", ">", "%", "@", "`", " ", "\u2028", "\u0085", "\ufeff", "\0", "\u001b", "a", "1", "x"];
        for (int i = 0; i < 2000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)]));
            string yaml = Written(writer =>
            {
                writer.Text("key", text);
                writer.Texts("list", [text, text]);
                writer.List("maps", () => writer.Mapping(() => writer.Text("inner", text)));
            });
            var root = Read(yaml);

            Assert.Equal(text, ((YamlScalarNode)root["key"]).Value);
            Assert.All(((YamlSequenceNode)root["list"]).Children, node => Assert.Equal(text, ((YamlScalarNode)node).Value));
            Assert.Equal(text, ((YamlScalarNode)root["maps"][0]["inner"]).Value);
            Assert.DoesNotContain("\n---", yaml, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Layout_IsThatOfTheHubsCards() => Assert.Equal(
        "tags:\n- a\n- b\nmodel-index:\n- name: x\n  results:\n  - task:\n      type: t\n    value: 0.5\n",
        Written(yaml =>
        {
            yaml.Texts("tags", ["a", "b"]);
            yaml.List("model-index", () => yaml.Mapping(() =>
            {
                yaml.Text("name", "x");
                yaml.List("results", () => yaml.Mapping(() =>
                {
                    yaml.Mapping("task", () => yaml.Text("type", "t"));
                    yaml.Number("value", 0.5);
                }));
            }));
        }));

    internal static YamlMappingNode Read(string yaml)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(yaml);
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static string Written(Action<YamlWriter> write)
    {
        using var yaml = new YamlWriter();
        yaml.Mapping(() => write(yaml));
        return yaml.ToString();
    }
}
