using System.Security.Cryptography;
using System.Text;
using Matiz.Reports.Facts;
using Matiz.Reports.Sections;
using Matiz.Training;

namespace Matiz.Reports.Html;

/// <summary>The frame of a page: head, heading, list of sections, the sections, and the few lines of script.</summary>
internal static class ReportPage
{
    private static readonly string StyleSheet = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    // The browser itself refuses whatever is not this file: no request, no other script, even if a text of the data slipped through.
    private static readonly string Policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script))) + "'";

    /// <summary>The whole page.</summary>
    public static string Write(ReportFacts facts, IReadOnlyList<IReportSection> all)
    {
        var words = facts.Words;
        IReportSection[] sections = [.. all.Where(section => section.Fits(facts.Task) && section.AppliesTo(facts))];
        var html = new HtmlWriter();
        html.Add($"""
            <!DOCTYPE html>
            <html lang="{words.Code}" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8" />
            <meta http-equiv="Content-Security-Policy" content="{Policy}" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="referrer" content="no-referrer" />
            <meta name="generator" content="Matiz {Machine.Version}" />
            <link rel="icon" href="data:," />
            <title>{facts.Name} · {words["page.kind"]}</title>
            <style>
            {new Markup(StyleSheet)}</style>
            </head>
            <body>
            <a class="skip" href="#main">{words["page.skip"]}</a>

            """);
        PageHeader.Write(html, facts);
        html.Add($"<nav aria-label=\"{words["page.contents"]}\"><ul>\n");
        foreach (var section in sections) html.Add($"<li><a href=\"#{section.Key}\">{words[$"section.{section.Key}.short"]}</a></li>\n");
        html.Add($"</ul></nav>\n<main id=\"main\">\n");
        foreach (var section in sections) Write(html, section, facts);
        html.Add($"</main>\n<footer><p>{words.Fill("page.footer", ("version", Machine.Version))}</p></footer>\n");
        html.Add($"<script>{new Markup(Script)}</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Write(HtmlWriter html, IReportSection section, ReportFacts facts)
    {
        html.Add($"<section id=\"{section.Key}\">\n<h2>{facts.Words[$"section.{section.Key}.title"]}</h2>\n");
        if (section.Absence(facts) is { } reason) html.Add($"<p class=\"absent\">{facts.Words[reason]}</p>\n");
        else section.Write(html, facts);
        html.Add($"</section>\n");
    }

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("Matiz.Reports." + name)
            ?? throw new InvalidOperationException($"the assembly has no resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
