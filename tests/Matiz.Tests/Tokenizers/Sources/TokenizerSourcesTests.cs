using Matiz.Testing;
using Matiz.Tokenizers;
using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Sources;

namespace Matiz.Tests.Tokenizers.Sources;

public class TokenizerSourcesTests
{
    [Fact]
    public void All_NameTheirFiles_AndFitSomeClass()
    {
        foreach (var source in TokenizerSources.All)
        {
            Assert.NotEmpty(source.Files);
            Assert.True(TokenizerClasses.All.Any(source.Fits), $"{source} fits no class");
            Assert.All(source.Files, name => Assert.Contains(name, TokenizerSources.FileNames));
            Assert.Same(source, TokenizerSources.All.First(other => TokenizerSources.NamesFor(source).Contains(other.Files[0])));
        }

        Assert.Equal(TokenizerSources.FileNames.Distinct(), TokenizerSources.FileNames);
        Assert.All(TokenizerClasses.All, known => Assert.Contains(TokenizerSources.All, source => source.Fits(known)));
    }

    [Fact]
    public void Find_NothingThere_NamesEverySource()
    {
        var files = TokenizerFiles.Read(Matiz.Files.ModelFiles.FromBytes("model", new Dictionary<string, byte[]>()));

        var error = Assert.Throws<TokenizerException>(() => TokenizerSources.Find(files, null));

        string names = string.Join(" nor ", TokenizerSources.All);
        Assert.Equal($"model: holds neither {names}. Expected one of them; fetch the tokenizer of the model.", error.Message);
    }

    [Fact]
    public void Load_AFileNamedOutright_LeavesSourcesBeforeItAlone()
    {
        string folder = SharedFiles.Golden("tokenizers/wordpiece");

        Assert.Contains("tokenizer.json", Tokenizer.Load(Path.Combine(folder, "tokenizer.json")).Files);
        Assert.DoesNotContain("tokenizer.json", Tokenizer.Load(Path.Combine(folder, "vocab.txt")).Files);
    }
}
