using System.Text;

namespace Matiz.Formats.Tests;

public sealed class LookalikesTests
{
    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 268013\n", "this is a Git LFS pointer")]
    [InlineData("<!DOCTYPE html><html>", "this is a web page, expected a JSON object.")]
    [InlineData("\n  <!doctype HTML>", "this is a web page, expected a JSON object.")]
    [InlineData("\uFEFF<HTML>", "this is a web page, expected a JSON object.")]
    [InlineData("<!-- made by a proxy -->\n<html lang=en>", "this is a web page, expected a JSON object.")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "this is a web page, expected a JSON object.")]
    [InlineData(
        "Entry not found", "this is the answer of a server that refused the download (\"Entry not found\"), expected a JSON object.")]
    [InlineData("{\"error\":\"Repository not found\"}", "this is the answer of a server that refused the download")]
    public void Reason_OfAnotherKindOfFile_NamesIt(string text, string start) =>
        Assert.StartsWith(start, Lookalikes.Reason(Encoding.UTF8.GetBytes(text), "a JSON object"), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("{\"model_type\":\"bert\"}")]
    [InlineData("<s>\n</s>\n<pad>\nhtml\n")]
    [InlineData("[PAD]\n[UNK]\n")]
    [InlineData("version\nof\n")]
    public void Reason_OfFilesOfAModel_IsNull(string text) => Assert.Null(Lookalikes.Reason(Encoding.UTF8.GetBytes(text), "a JSON object"));
}
