namespace Matiz.Testing;

/// <summary>How the <see cref="TestHub"/> answers a login by device code.</summary>
public sealed class TestHubDeviceLogin
{
    private int _polls;

    /// <summary>The only client id that may log in.</summary>
    public string ClientId { get; set; } = "test-client";

    /// <summary>The code that the client keeps to itself.</summary>
    public string DeviceCode { get; set; } = "device-code-1";

    /// <summary>The code shown to the user.</summary>
    public string UserCode { get; set; } = "ABCD-EFGH";

    /// <summary>Seconds between two questions, as announced. Default 0: tests need not wait.</summary>
    public int Interval { get; set; }

    /// <summary>Seconds until the codes end, as announced.</summary>
    public int ExpiresIn { get; set; } = 900;

    /// <summary>
    /// What the first questions are answered: <c>authorization_pending</c>, <c>slow_down</c>, <c>expired_token</c>, <c>access_denied</c>.
    /// </summary>
    public IReadOnlyList<string> Answers { get; set; } = ["authorization_pending"];

    /// <summary>The token given at last.</summary>
    public string Token { get; set; } = TestHub.WriteToken;

    internal string? NextAnswer()
    {
        int poll = Interlocked.Increment(ref _polls) - 1;
        return poll < Answers.Count ? Answers[poll] : null;
    }
}
