using Matiz.Reports.Html;

namespace Matiz.Tests.Reports.Html;

public sealed class HtmlWriterTests
{
    [Fact]
    public void Holes_AreEscaped_LiteralsAndMarkupAreNot()
    {
        var html = new HtmlWriter();
        string name = "\"><script>'&";
        html.Add($"<p title=\"{name}\">{new Markup("<b>")}{name}</b>{12}</p>");
        Assert.Equal("<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\"><b>&quot;&gt;&lt;script&gt;&#39;&amp;</b>12</p>", html.ToString());
    }

    [Fact]
    public void WhatXmlForbids_IsReplaced() => Assert.Equal("a\ufffdb\ufffdc", Markup.Text("a\u0000b\ud800c").Value);
}
