namespace Matiz.Formats.Tests;

public sealed class MatizExceptionTests
{
    [Theory]
    [InlineData("the text column 'body' is missing. Correct DataOptions.TextColumn (now 'body').", "DataOptions.TextColumn")]
    [InlineData("TrainingArguments.Beta1 is 2, TrainingArguments.Beta2 is 1. Numbers below 1 were expected.", "TrainingArguments.Beta1")]
    [InlineData("no files are named. Give DatasetFiles.Train.", "DatasetFiles.Train")]
    [InlineData("a.csv:3: the row has no label. One was expected. Correct the row.", null)]
    [InlineData("see options.Format or Options of the file.", null)]
    public void Property_IsTheFirstSettingThatTheMessageNames(string message, string? property) =>
        Assert.Equal(property, new Fault(message).Property);

    private sealed class Fault(string message) : MatizException(message);
}
