using Matiz.Training;

namespace Matiz.Tests.Training.Runs;

public sealed class BaseModelLicenseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("---\nlicense: apache-2.0\n---\n# x\n", "apache-2.0")]
    [InlineData("---\r\nlanguage: en\r\nlicense: \"mit\"\r\n---\r\n", "mit")]
    [InlineData("---\nlicense:\n- mit\n- apache-2.0\n---\n", null)]
    [InlineData("---\nlicense: null\n---\n", null)]
    [InlineData("---\nlicense: [\n---\n", null)]
    [InlineData("# no front matter\nlicense: mit\n", null)]
    public void License_IsThatOfTheCard(string card, string? expected)
    {
        File.WriteAllText(_folder["README.md"], card);

        Assert.Equal(expected, BaseModelLicense.Read(_folder.Root));
    }

    [Fact]
    public void WithoutACard_NothingIsKnown() => Assert.Null(BaseModelLicense.Read(_folder["none"]));

    [Fact]
    public void Settings_NameTheBaseModelOfASnapshot()
    {
        string snapshot = _folder[$"models--org--name/snapshots/{new string('a', 40)}"];
        Directory.CreateDirectory(snapshot);
        File.WriteAllText(Path.Combine(snapshot, "README.md"), "---\nlicense: mit\n---\n");
        var settings = RunSettings.Empty.WithBaseModel(snapshot);

        Assert.Equal("org/name", settings["base_model"]!.GetValue<string>());
        Assert.Equal("mit", settings["base_model_license"]!.GetValue<string>());
        Assert.Empty(RunSettings.Empty.WithBaseModel(_folder.Root).Keys);
    }
}
