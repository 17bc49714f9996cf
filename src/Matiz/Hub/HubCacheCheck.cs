using System.Collections.Immutable;

namespace Matiz.Hub;

/// <summary>What is wrong with something in a cache.</summary>
public enum HubCacheFaultKind
{
    /// <summary>The bytes of a file do not have the hash, or the size, that its name or its listing says.</summary>
    Damaged,

    /// <summary>A link of a snapshot leads nowhere.</summary>
    Dangling,

    /// <summary>A download that was broken off; the next one goes on with it.</summary>
    Incomplete,

    /// <summary>A blob that no snapshot uses.</summary>
    Orphaned,

    /// <summary>A link leads out of the cache.</summary>
    Outside,

    /// <summary>A reference that names no commit, or one that is not here; a listing that cannot be read.</summary>
    Reference,

    /// <summary>Something that is no part of a cache.</summary>
    Stranger,

    /// <summary>A file may not be read.</summary>
    Unreadable,
}

/// <summary>Something that is wrong in a cache.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">Where.</param>
/// <param name="Message">Found, expected, what to do.</param>
public sealed record HubCacheFault(HubCacheFaultKind Kind, string Path, string Message);

/// <summary>What came of looking at every byte of a cache.</summary>
/// <param name="Files">How many contents were hashed.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Unnamed">How many contents have no hash in their name and none in a listing, so that nothing can be said of them.</param>
/// <param name="Faults">What is wrong, by path.</param>
public sealed record HubCacheCheck(int Files, long Bytes, int Unnamed, ImmutableArray<HubCacheFault> Faults)
{
    /// <summary>Whether everything that can be used is right: unused and unfinished blobs do no harm.</summary>
    public bool IsSound => Faults.All(fault => fault.Kind is HubCacheFaultKind.Incomplete or HubCacheFaultKind.Orphaned);
}
