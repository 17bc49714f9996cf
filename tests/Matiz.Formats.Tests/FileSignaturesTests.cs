using System.Text;

namespace Matiz.Formats.Tests;

public sealed class FileSignaturesTests
{
    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:12\n", true)]
    [InlineData("\n version https://git-lfs.github.com/spec/v1", true)]
    [InlineData("version https://git-", false)]
    [InlineData("", false)]
    public void IsLfsPointer_Beginning_Decides(string text, bool expected) =>
        Assert.Equal(expected, FileSignatures.IsLfsPointer(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("<!DOCTYPE html>", true)]
    [InlineData(" \r\n<HTML lang=en>", true)]
    [InlineData("<?xml version=\"1.0\"?>", false)]
    [InlineData("<htm", false)]
    public void IsHtml_Beginning_Decides(string text, bool expected) =>
        Assert.Equal(expected, FileSignatures.IsHtml(Encoding.UTF8.GetBytes(text)));
}
