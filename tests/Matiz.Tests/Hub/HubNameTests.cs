using Matiz.Hub;

namespace Matiz.Tests.Hub;

public sealed class HubNameTests
{
    [Theory]
    [InlineData("./model")]
    [InlineData("../model")]
    [InlineData("/model")]
    [InlineData("~/model")]
    [InlineData(@"C:\model")]
    [InlineData("C:model")]
    [InlineData(@"models\mine")]
    [InlineData("a/b/c")]
    public void Name_OfAPathsForm_IsOnlyAPath(string name) => Assert.True(HubName.Parse(name).IsPath);

    [Fact]
    public void Path_ThatExists_Wins()
    {
        string folder = Directory.CreateTempSubdirectory("matiz-name-").FullName;
        Assert.True(HubName.Parse(folder).IsPath);
        Directory.Delete(folder);
    }

    [Fact]
    public void Name_OfAnIdsForm_IsARepository()
    {
        var name = HubName.Parse("user/emotion-of-nobody");
        Assert.False(name.IsPath);
        Assert.Equal("datasets/user/emotion-of-nobody", name.Repository(HubRepositoryKind.Dataset).UrlPath);
    }

    [Fact]
    public void Name_ThatIsNeither_SaysBoth() => Assert.Equal(
        "'my model' is neither a path, where nothing is, nor an id of the Hub: it has ' ', and only ASCII letters, digits, '-', '_' "
            + "and '.' may stand in it. A path that exists, or an id such as 'distilbert-base-uncased' or 'user/emotion', was expected. "
            + "Correct it.",
        Assert.Throws<HubException>(() => HubName.Parse("my model").Repository(HubRepositoryKind.Model)).Message);
}
