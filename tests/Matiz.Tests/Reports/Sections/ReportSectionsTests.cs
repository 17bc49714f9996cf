using Matiz.Data;
using Matiz.Reports.Sections;
using Matiz.Tasks;

namespace Matiz.Tests.Reports.Sections;

public sealed class ReportSectionsTests
{
    [Theory]
    [InlineData("single_label_classification", "results training confusion classes map calibration data rows settings")]
    [InlineData("multi_label_classification", "results training classes map data rows settings")]
    [InlineData("regression", "results training data rows settings")]
    public void All_EverySection_SaysWhichTaskItFits(string task, string sections) => Assert.Equal(
        sections.Split(' '),
        ReportSections.All.Where(section => section.Fits(TextTask.For(new ProblemType(task)))).Select(section => section.Key));
}
