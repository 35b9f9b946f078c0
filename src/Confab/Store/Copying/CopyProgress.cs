namespace Confab.Store.Copying;

/// <summary>What a copy is doing.</summary>
internal enum CopyPhase
{
    /// <summary>It reads from the one and writes into the other.</summary>
    Copying,

    /// <summary>It reads back what was written.</summary>
    Checking,

    /// <summary>It builds the indexes.</summary>
    Indexing
}

/// <summary>How far a copy is.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Table">Which table.</param>
/// <param name="Rows">How many of its rows are done.</param>
/// <param name="TableRows">How many it has.</param>
/// <param name="AllRows">How many rows are done of all tables.</param>
/// <param name="Total">How many there are in all tables.</param>
internal sealed record CopyProgress(CopyPhase Phase, string Table, long Rows, long TableRows, long AllRows, long Total);

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
