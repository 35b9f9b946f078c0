namespace Confab.Store.Copying;

/// <summary>What a copy is doing.</summary>
internal enum CopyPhase
{
    /// <summary>It counts what there is to do.</summary>
    Counting,

    /// <summary>It reads from the one and writes into the other.</summary>
    Copying,

    /// <summary>It reads back what was written.</summary>
    Checking,

    /// <summary>It builds the indexes.</summary>
    Indexing
}

/// <summary>How far a copy is.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Table">With which table; empty when it has done all.</param>
/// <param name="Done">How many rows are done, of all tables; while it counts, how many tables.</param>
/// <param name="Total">How many there are.</param>
internal sealed record CopyProgress(CopyPhase Phase, string Table, long Done, long Total);

/// <summary>A table on both sides.</summary>
/// <param name="Name">The table.</param>
/// <param name="Rows">Its rows in the source.</param>
/// <param name="RowsThere">Its rows in the target.</param>
/// <param name="Checksum">Their checksum in the source.</param>
/// <param name="ChecksumThere">The same in the target.</param>
internal sealed record ComparedTable(string Name, long Rows, long RowsThere, string Checksum, string ChecksumThere)
{
    /// <summary>Whether both sides have the same rows.</summary>
    public bool IsSame => (Rows, Checksum) == (RowsThere, ChecksumThere);
}
