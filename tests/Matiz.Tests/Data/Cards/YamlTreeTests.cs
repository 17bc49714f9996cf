using System.Diagnostics;
using System.Text;
using Matiz.Data;
using Matiz.Data.Cards;

namespace Matiz.Tests.Data.Cards;

public class YamlTreeTests
{
    [Fact]
    public void Parse_MappingsListsAndTexts_KeepsTheirLinesAndSpelling()
    {
        var map = Assert.IsType<YamlMap>(YamlTree.Parse("a: no\nb:\n- 'x'\n- {c: 1.0}\nd: ~\n", "card", linesBefore: 1));
        Assert.Equal("no", Assert.IsType<YamlText>(map.Find("a")).Value);           // a text, where others read false
        var list = Assert.IsType<YamlList>(map.Find("b"));
        Assert.Equal(new YamlText("x", IsQuoted: true, 4), list.Items[0]);
        Assert.Equal(new YamlText("1.0", IsQuoted: false, 5), Assert.IsType<YamlMap>(list.Items[1]).Find("c"));
        Assert.Null(map.Find("d"));
        Assert.Null(map.Find("e"));
        Assert.Null(YamlTree.Parse("", "card"));
    }

    [Fact]
    public void Parse_Alias_StandsForTheSameNode()
    {
        var map = (YamlMap)YamlTree.Parse("a: &x [1]\nb: *x\n", "card")!;
        Assert.Same(map.Find("a"), map.Find("b"));
    }

    [Fact]
    public void Parse_AliasesOfAliases_CostNoMemory()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 60; i++) yaml.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(YamlTree.Parse(yaml.ToString(), "card"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Theory]
    [InlineData("a: 1\na: 2\n", "card:3: the key 'a' stands twice.")]
    [InlineData("a: &x [*x]\n", "card:2: the alias 'x' names nothing that stands before it as a whole.")]
    [InlineData("? [a]\n: b\n", "card:2: a key is a list.")]
    [InlineData("a: 1\n---\nb: 2\n", "card:3: a second document begins here.")]
    [InlineData("a: [1\n", "card:")]
    [InlineData("a: \"x\n", "card:")]
    [InlineData("a:\n\t- b\n", "card:")]
    public void Parse_Damaged_IsRefusedWithItsLine(string yaml, string message)
    {
        var fault = Assert.Throws<DataException>(() => YamlTree.Parse(yaml, "card", linesBefore: 1));
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            ". YAML that describes a dataset was expected. Correct it; where the file is not yours, name the data files themselves "
            + "(DatasetFiles.Train).", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("- ")]
    [InlineData("{a: ")]
    public void Parse_Deep_IsRefused(string open)
    {
        string yaml = string.Concat(Enumerable.Repeat(open, 100_000));
        var watch = Stopwatch.StartNew();
        Assert.Contains(
            "more than 40 deep", Assert.Throws<DataException>(() => YamlTree.Parse(yaml, "card")).Message, StringComparison.Ordinal);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 2000);
    }

    [Fact]
    public void Parse_AnyText_GivesATreeOrADataException()
    {
        string[] pieces =
        [
            "configs:", "\n", "- ", "  ", "a: ", "'", "\"", "[", "]", "{", "}", "&x ", "*x", "!tag ", "|", ">", "#", "%YAML 1.1", "---",
            "...", "? ", ": ", "\t", "\0", "é", "😀", "\\u0041", "<<: ", "~", "null", "@", "`", ",", "\r", "\uFEFF", "'0': joy",
        ];
        var random = new Random(7);
        int read = 0, refused = 0;
        for (int round = 0; round < 4000; round++)
        {
            var yaml = new StringBuilder();
            for (int count = random.Next(14); count >= 0; count--) yaml.Append(pieces[random.Next(pieces.Length)]);
            try
            {
                _ = YamlTree.Parse(yaml.ToString(), "fuzz");
                read++;
            }
            catch (DataException fault)
            {
                Assert.StartsWith("fuzz:", fault.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused");
    }
}
