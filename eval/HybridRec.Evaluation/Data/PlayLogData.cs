using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Data;

/// <summary>One entry of a play log.</summary>
/// <param name="User">User id.</param>
/// <param name="Item">Item id.</param>
/// <param name="PlayCount">Listens it stands for, ≥ 0.</param>
/// <param name="Time">Unix seconds; null where unknown.</param>
public readonly record struct LogEntry(string User, string Item, float PlayCount, long? Time);

/// <summary>Makes evaluation data of a play log.</summary>
public static class PlayLogData
{
    /// <summary>Splits the entries of a log.</summary>
    /// <param name="entries">The log.</param>
    /// <param name="otherItems">Items that can be recommended though nobody played them.</param>
    /// <param name="name">What the log is called in reports.</param>
    /// <param name="request">Split, candidates, items file, vectors and seed are used.</param>
    /// <exception cref="EvaluationException">There are no plays.</exception>
    /// <exception cref="SplitException">The data do not allow the split.</exception>
    public static EvaluationData Build(
        IReadOnlyList<LogEntry> entries, IEnumerable<string> otherItems, string name, DataRequest request)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(otherItems);
        ArgumentNullException.ThrowIfNull(request);
        if (entries.Count == 0)
        {
            throw new EvaluationException($"There are no plays in {name}.");
        }

        IdTable users = new();
        IdTable items = new();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<Interaction> plays = new(entries.Count);
        foreach (LogEntry entry in entries)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{entry.User}\t{entry.Item}\t{entry.PlayCount:R}\t{entry.Time}\n")));
            plays.Add(new Interaction(users.NumberOf(entry.User), items.NumberOf(entry.Item), entry.PlayCount, entry.Time));
        }

        foreach (string item in otherItems)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{item}\n"));
            items.NumberOf(item);
        }

        PlayParts parts = PlayParts.OfSplit(plays, name, request);
        return EvaluationDataReader.Build(
            parts, users, items, request, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
