using Matiz.Hub;

namespace Matiz.Tests.Hub;

public sealed class HubRepositoryTests
{
    [Theory]
    [InlineData("distilbert-base-uncased")]
    [InlineData("user/emotion")]
    [InlineData("0a_B.c-d/x")]
    [InlineData("dair-ai/emotion")]
    public void Id_ThatKeepsTheRules_IsTaken(string id) => Assert.Equal(id, HubRepository.Model(id).Id);

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("a b", "it has ' ', and only ASCII letters, digits, '-', '_' and '.' may stand in it")]
    [InlineData("café", "it has 'é', and only ASCII letters, digits, '-', '_' and '.' may stand in it")]
    [InlineData("a\nb", "it has 'U+000A', and only ASCII letters, digits, '-', '_' and '.' may stand in it")]
    [InlineData("a/b/c", "it has more than one '/'")]
    [InlineData("/b", "its namespace is empty")]
    [InlineData("a/", "its name is empty")]
    [InlineData("-a", "its name begins with '-'")]
    [InlineData("u/a.", "its name ends with '.'")]
    [InlineData(".u/a", "its namespace begins with '.'")]
    [InlineData("a--b", "it has '--'")]
    [InlineData("u/a..b", "it has '..'")]
    [InlineData("u/a.git", "it ends in '.git'")]
    [InlineData("..", "its name begins with '.'")]
    public void Id_ThatBreaksARule_IsRefusedByIt(string id, string rule)
    {
        var refused = Assert.Throws<HubException>(() => HubRepository.Model(id));
        Assert.Equal(
            $"'{id}' is no id of the Hub: {rule}. An id such as 'distilbert-base-uncased' or 'user/emotion' was expected. Correct it.",
            refused.Message);
        Assert.True(refused is { Kind: HubFault.InvalidId, IsOfTheCaller: true });
    }

    [Fact]
    public void Id_OfTooManyCharacters_IsRefused()
    {
        _ = HubRepository.Model(new string('a', 96));
        Assert.Contains("97 characters", Assert.Throws<HubException>(() => HubRepository.Model(new string('a', 97))).Message);
    }

    [Fact]
    public void Kind_DecidesOnPaths()
    {
        Assert.Equal("models--org--name", HubRepository.Model("org/name").CacheFolderName);
        Assert.Equal("datasets--name", HubRepository.Dataset("name").CacheFolderName);
        Assert.Equal("spaces/org/name", HubRepository.Space("org/name").ApiPath);
        Assert.Equal("org/name", HubRepository.Model("org/name").UrlPath);
        Assert.Equal("datasets/org/name", HubRepository.Dataset("org/name").UrlPath);
    }
}
