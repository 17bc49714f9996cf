namespace Matiz.Testing;

/// <summary>What a hostile request must come to. A status of 500 and above is never right.</summary>
public enum HostileOutcome
{
    /// <summary>An answer, or the end of the connection.</summary>
    Any,

    /// <summary>A status from 400 to 499, or the end of the connection.</summary>
    Refused,

    /// <summary>The answer that the good request has.</summary>
    Good,

    /// <summary>One of both: what a server may honour, but not get wrong.</summary>
    GoodOrRefused,

    /// <summary>Nothing is waited for.</summary>
    Abandoned,
}

/// <summary>What is done on the connection.</summary>
public enum WireAct
{
    /// <summary>Bytes are sent.</summary>
    Send,

    /// <summary>Bytes are sent one by one, the pause between each two.</summary>
    Drip,

    /// <summary>The client's half is closed.</summary>
    EndSending,

    /// <summary>The connection is reset.</summary>
    Reset,
}

/// <summary>One act of a request.</summary>
/// <param name="Act">What is done.</param>
/// <param name="Bytes">What is sent.</param>
/// <param name="PauseMs">Before it, or between its bytes.</param>
/// <param name="Times">How often.</param>
public sealed record WireStep(WireAct Act, byte[] Bytes, int PauseMs = 0, int Times = 1);

/// <summary>A request that is wrong, or right in a way that servers stumble over.</summary>
/// <param name="Name">Its family.</param>
/// <param name="Expected">What it must come to.</param>
/// <param name="Steps">What is done.</param>
public sealed record HostileRequest(string Name, HostileOutcome Expected, params WireStep[] Steps)
{
    /// <summary>How many answers come, at most.</summary>
    public int Answers { get; init; } = 1;

    /// <summary>Whether the answer has no body: HEAD.</summary>
    public bool HasNoBody { get; init; }

    /// <summary>A request that is sent at once.</summary>
    public static HostileRequest Sent(string name, HostileOutcome expected, byte[] bytes) =>
        new(name, expected, new WireStep(WireAct.Send, bytes));
}
