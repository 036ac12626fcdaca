using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Storage;

namespace HybridRec.Jobs.Training;

/// <summary>Counts what became of each generator's picks with all listeners, from the serve log and the play log.</summary>
internal static class GeneratorRecords
{
    /// <returns>By generator's name; empty where nothing was served yet. O(listens).</returns>
    public static async Task<IReadOnlyDictionary<string, GeneratorRecord>> ReadAsync(DataFolder data, CancellationToken cancellationToken)
    {
        Dictionary<string, GeneratorRecord> records = [];
        foreach (User user in await data.PlayLog.ReadUsersAsync(cancellationToken))
        {
            foreach (ServedOutcome outcome in await ServedOutcome.ReadAsync(
                data.PlayLog, data.Catalogue, data.ServeLog, user.Id, new GeneratorBanditOptions(), cancellationToken))
            {
                GeneratorRecord known = records.GetValueOrDefault(outcome.Source);
                records[outcome.Source] = new GeneratorRecord(known.Liked + (outcome.Liked ? 1 : 0), known.Heard + 1);
            }
        }

        return records;
    }
}
