using System.Text;
using System.Text.Json;
using Matiz.Server.Protocols;
using Matiz.Server.Requests;

namespace Matiz.Server.Tests.Protocols;

/// <summary>Walks the list of protocols: each has a name of its own, and an error for every fault.</summary>
public sealed class ProtocolListTests
{
    [Fact]
    public void Names_AreSomeAndDiffer()
    {
        string[] names = [.. ProtocolList.All.Select(protocol => protocol.Name)];
        Assert.All(names, name => Assert.False(string.IsNullOrWhiteSpace(name)));
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void EveryFault_HasAStatusAndABodyThatIsWhatItSays()
    {
        foreach (var protocol in ProtocolList.All)
        {
            foreach (var fault in Enum.GetValues<RequestFault>())
            {
                var answer = protocol.Errors.Answer(fault, "found \"this\". That was expected.");
                Assert.InRange(answer.Status, 400, 599);
                bool isOurs = fault is RequestFault.Unavailable or RequestFault.TimedOut or RequestFault.Internal;
                Assert.Equal(isOurs, answer.Status >= 500);
                if (fault == RequestFault.Overloaded) Assert.Equal(429, answer.Status);
                if (fault == RequestFault.Unauthorized) Assert.Equal(401, answer.Status);
                string body = Encoding.UTF8.GetString(answer.Body.Span);
                if (answer.ContentType is null) Assert.Equal("", body);
                else if (!answer.ContentType.StartsWith("text/plain", StringComparison.Ordinal)) JsonDocument.Parse(body).Dispose();
            }
        }
    }
}
