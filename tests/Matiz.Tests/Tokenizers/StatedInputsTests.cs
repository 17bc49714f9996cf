using System.Text;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tests.Tokenizers;

public class StatedInputsTests
{
    private const string Added = "\"model_input_names\": [\"input_ids\", \"token_type_ids\", \"attention_mask\"]";

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"b\": {\"c\": [1]}\n}\n", "{\n  \"a\": 1,\n  \"b\": {\"c\": [1]},\n  @\n}\n")]
    [InlineData("{\r\n\t\"a\": 1\r\n}", "{\r\n\t\"a\": 1,\r\n\t@\r\n}")]
    [InlineData("{\"a\": \"}\", \"b\": 2}", "{\"a\": \"}\", \"b\": 2, @}")]
    [InlineData("{}", "{@}")]
    [InlineData("{ }\n", "{@ }\n")]
    [InlineData("{\n}\n", "{\n  @\n}\n")]
    [InlineData("\uFEFF{\n    \"a\":1\n}", "\uFEFF{\n    \"a\":1,\n    @\n}")]
    [InlineData(null, "{\n  @\n}\n")]
    [InlineData("{\n  \"model_input_names\": null,\n  \"b\": NaN\n}\n", "{\n  @,\n  \"b\": NaN\n}\n")]
    [InlineData("{\"a\": \"\\\"{\", \"model_input_names\": null}", "{\"a\": \"\\\"{\", @}")]
    [InlineData("{\"a\": {\"model_input_names\": null}}", "{\"a\": {\"model_input_names\": null}, @}")]
    [InlineData("{\"a\": \"model_input_names\", \"b\": null}", "{\"a\": \"model_input_names\", \"b\": null, @}")]
    public void Add_KeepsEveryOtherByte(string? file, string expected)
    {
        byte[] bytes = StatedInputs.Add(file is null ? null : Encoding.UTF8.GetBytes(file), StatedInputs.Names(withTypeIds: true));

        Assert.Equal(expected.Replace("@", Added, StringComparison.Ordinal), Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Names_OfAModelWithoutSegments_LackThem() =>
        Assert.Equal(["input_ids", "attention_mask"], StatedInputs.Names(withTypeIds: false));
}
