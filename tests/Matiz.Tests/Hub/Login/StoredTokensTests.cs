using Matiz.Hub.Login;

namespace Matiz.Tests.Hub.Login;

/// <summary>The INI file of named tokens, as Python's reader takes it.</summary>
public sealed class StoredTokensTests
{
    [Fact]
    public void Section_OfTheName_IsReplaced_AndTheOthersStay()
    {
        const string Before = "# mine\n[work]\nhf_token = hf_a\nnote = kept\n\n[laptop]\nhf_token = hf_b\nrefresh_token = r\n\n"
            + "[zz]\nhf_token=hf_c\n";
        Assert.Equal(
            "# mine\n[work]\nhf_token = hf_a\nnote = kept\n\n[zz]\nhf_token=hf_c\n\n[laptop]\nhf_token = hf_new\n\n",
            StoredTokens.With(Before, "laptop", new StoredToken("hf_new")));
    }

    [Fact]
    public void Token_WithWhatRenewsIt_HasItsKeys() => Assert.Equal(
        "[a]\nhf_token = hf_1\nrefresh_token = r%%1\nexpires_at = 1700000000\n\n",
        StoredTokens.With("", "a", new StoredToken("hf_1", "r%1", 1_700_000_000)));

    [Theory]
    [InlineData("a\nb]\nhf_token = x", "[a_b]_hf_token = x]")]
    [InlineData("DEFAULT", "[token]")]
    [InlineData(" ", "[token]")]
    [InlineData("my laptop", "[my laptop]")]
    public void Name_CannotEndItsLine(string name, string section)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("matiz-stored-").FullName, "stored_tokens");
        StoredTokens.Set(path, name, new StoredToken("hf_1"));
        Assert.Equal($"{section}\nhf_token = hf_1\n\n", File.ReadAllText(path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Token_Printed_IsNotShown() => Assert.DoesNotContain("hf_1", new StoredToken("hf_1", "refresh").ToString());
}
