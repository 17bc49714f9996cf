using System.Text.Json.Nodes;
using Matiz.Formats.Json;

namespace Matiz.Formats.Tests.Json;

public sealed class JsonStylesTests
{
    private static readonly JsonObject Umlaut = new() { ["ä"] = 1 };

    [Fact]
    public void Styles_KeepLettersAndLineEnds()
    {
        Assert.Equal("{\"ä\":1}", Umlaut.ToJsonString(JsonStyles.Compact));
        Assert.Equal("{\n  \"ä\": 1\n}", Umlaut.ToJsonString(JsonStyles.Indented));
        Assert.Equal("{\n  \"\\u00E4\": 1\n}", Umlaut.ToJsonString(JsonStyles.IndentedAscii));
    }
}
